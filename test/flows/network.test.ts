import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Managed, SamplingView, WindowView } from "../../src/evals/managing/index.ts";
import { runCommand } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startUpstream, type Play } from "../support/upstream.ts";

const NETWORK = "/assay/v1/network";
const ROWS = 40;

interface Documents {
  task: { _id: string; done: boolean; evaluated: boolean; qty: number };
  instances: { doc_id: number; done: boolean; doc: Record<string, unknown> }[];
  prompts: { data: string; done: boolean }[];
  responses: { ok: boolean; error_code: number; response: string; prompt_id: string }[];
  result: { result_data: { num_samples: number }; scores: { id: number; score: number; status_code: number; signature?: string }[] } | null;
}

/** Registers rows of GSM8K's form. */
async function addQuestions(server: TestServer): Promise<void> {
  const write = (name: string, from: number, rows: number) => {
    const path = join(server.dataDirectory, name);
    const lines = Array.from({ length: rows }, (_, at) =>
      JSON.stringify({ question: `What is ${from + at} + 1?`, answer: `So #### ${from + at + 1}` }),
    );
    writeFileSync(path, lines.join("\n"));
    return path;
  };
  const splits = { train: write("train.jsonl", 1000, 10), test: write("test.jsonl", 0, ROWS) };
  const { status } = await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", config: "main", splits } });
  expect(status).toBe(201);
}

async function addWorker(server: TestServer, body: object): Promise<void> {
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
}

async function sample(server: TestServer, input: object): Promise<Documents> {
  const { status, body } = await server.call<Documents>("POST", `${NETWORK}/samplings`, { body: input });
  expect(status, JSON.stringify(body)).toBe(201);
  return finished(server, body.task._id);
}

async function finished(server: TestServer, id: string): Promise<Documents> {
  const read = async () => (await server.call<Documents>("GET", `${NETWORK}/samplings/${id}`)).body;
  await expect.poll(async () => (await read()).task.evaluated, { timeout: 20_000, interval: 30 }).toBe(true);
  return read();
}

/** Waits until nothing is open. */
async function settled(server: TestServer): Promise<SamplingView[]> {
  const read = async () => (await server.call<{ samplings: SamplingView[] }>("GET", `${NETWORK}/samplings`)).body.samplings;
  await expect.poll(async () => (await read()).every(({ state }) => state === "done"), { timeout: 20_000, interval: 30 }).toBe(true);
  return read();
}

const scheduled = async (server: TestServer) => (await server.app.jobs.schedules()).filter(({ name }) => name === "network.manage");

const windowsOf = async (server: TestServer) => (await server.call<{ windows: WindowView[] }>("GET", `${NETWORK}/windows`)).body.windows;

/** Answers 1 + 1 right, refuses 2 + 1, says null to 3 + 1, and shows its model. */
const play: Play = ({ path, body, raw }, response) => {
  const question = /What is (\d+) \+ 1\?[^?]*$/.exec(raw)?.[1];
  const status = path === "/pokt/tokenizer" ? 404 : question === "2" ? 400 : 200;
  response.writeHead(status, { "content-type": "application/json" });
  if (path === "/pokt/config") return void response.end('{"model_type": "llama", "hidden_size": 8}');
  if (status !== 200) return void response.end('{"error": {"message": "no"}}');
  const content = question === "3" ? null : `#### ${Number(question) + 1}`;
  const choices = [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }];
  response.end(
    JSON.stringify({ id: "x", model: body["model"], choices, usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  );
};

test("a sampling makes the known documents, asks, scores, and fills the worker's window", async () => {
  await using server = await startTestServer();
  await using upstream = await startUpstream(play);
  await addQuestions(server);
  await addWorker(server, { name: "real", kind: "openai", baseUrl: upstream.baseUrl, model: "m" });
  const args = { address: "real", service: "assay" };
  const { task, instances, prompts, responses, result } = await sample(server, {
    framework: "lmeh",
    tasks: "gsm8k",
    requester_args: args,
    doc_ids: [11, 12, 13],
  });
  expect(task).toMatchObject({ done: true, evaluated: true, qty: 3, num_fewshot: 5 });
  expect(instances.map(({ doc_id: id, done }) => [id, done])).toEqual([
    [11, true],
    [12, true],
    [13, true],
  ]);
  expect(Object.keys(JSON.parse(prompts[0]?.data ?? "") as object)).toEqual([
    "messages",
    "model",
    "max_tokens",
    "seed",
    "stop",
    "temperature",
  ]);
  expect(responses.map(({ ok, error_code: code }) => [ok, code])).toEqual([
    [true, 0],
    [false, 4],
    [false, 2],
  ]);
  expect(result?.scores.map(({ id, score, status_code: code }) => [id, score, code])).toEqual([
    [11, 1, 0],
    [12, 0, 4],
    [13, 0, 2],
  ]);
  expect(await windowsOf(server)).toMatchObject([
    { worker: "real", task: "gsm8k", ok: 1, failed: 1, meanScore: 1, errorRate: 0.5, samplings: 1 },
  ]);

  const shown = await sample(server, { framework: "signatures", tasks: "config", requester_args: args, qty: 1 });
  expect(shown.result?.scores).toMatchObject([{ id: 0, status_code: 0, signature: expect.stringMatching(/^[\da-f]{64}$/) as string }]);
  const hidden = await sample(server, { framework: "signatures", tasks: "tokenizer", requester_args: args, qty: 1 });
  expect(hidden.result?.scores).toMatchObject([{ status_code: 4, signature: "" }]);
});

test("what a sampling refuses has the known type's status and changes nothing", async () => {
  await using server = await startTestServer();
  await addQuestions(server);
  await addWorker(server, { name: "w", kind: "simulated", skill: 1, latencyMs: 60_000 });
  const base = { framework: "lmeh", tasks: "gsm8k", requester_args: { address: "w", service: "s" }, qty: 2 };
  for (const [change, status, detail] of [
    [{ tasks: "no_such" }, 404, /^Tasks not found/],
    [{ tasks: "hellaswag" }, 400, /output_type multiple_choice. Currently only 'generate_until'/],
    [{ tasks: "mmlu_pro_math" }, 404, /`assay dataset add TIGER-Lab\/MMLU-Pro`/],
    [{ requester_args: { address: "nobody", service: "s" } }, 404, /There is no worker nobody/],
    [{ qty: ROWS + 1 }, 400, /^Quantity of numbers to generate is greater than the range/],
    [
      { blacklist: [500] },
      400,
      /^Blacklist corresponding to 'openai\/gsm8k--main' table & 'test' split were not founded in the range: \[10-49\]/,
    ],
    [{ qty: 0 }, 400, /expected qty or doc_ids but not both/i],
    [{ num_fewshot: -1 }, 400, /greater than or equal to 0/],
    [{ colour: "red" }, 400, /colour/],
    [{ framework: "signatures" }, 404, /Tasks not found. A signature is of tokenizer or config/],
  ] as const) {
    const refused = await server.call<{ detail: string }>("POST", `${NETWORK}/samplings`, { body: { ...base, ...change } });
    expect(refused.status, JSON.stringify(refused.body)).toBe(status);
    expect(refused.body.detail).toMatch(detail);
  }
  expect((await server.call("GET", `${NETWORK}/samplings`)).body).toEqual({ samplings: [] });

  const both = await Promise.all([1, 2].map(() => server.call<{ detail: string }>("POST", `${NETWORK}/samplings`, { body: base })));
  expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  expect((await server.call("GET", `${NETWORK}/samplings/none`)).status).toBe(404);
});

test("a plan is kept by the clock: windows fill to their minimum, what was lately asked is left out, dependencies hold", async () => {
  await using server = await startTestServer();
  await addQuestions(server);
  for (const name of ["a", "b"]) await addWorker(server, { name, kind: "simulated", skill: 0.5, seed: name.codePointAt(0) ?? 0 });
  const plan = {
    tests: [{ tasks: [{ task: "gsm8k" }, { task: "fresh_arithmetic", dependsOn: [{ task: "gsm8k", status: "present" }] }] }],
    numerical: { minSamples: 20, maxInFlight: 8, size: 30 },
    taxonomies: [
      {
        name: "maths",
        nodes: { root_c: { children: ["given", "fresh"] }, given: { tasks: ["gsm8k"] }, fresh: { tasks: ["fresh_arithmetic"] } },
      },
    ],
  };
  expect((await server.call("PUT", `${NETWORK}/plan`, { body: plan })).status).toBe(200);
  expect(await scheduled(server)).toMatchObject([{ cron: "* * * * *" }]);

  const manage = async () => (await server.call<Managed>("POST", `${NETWORK}/manage`)).body;
  const first = await manage();
  expect(first).toEqual({
    started: [
      { worker: "a", task: "gsm8k", qty: 8 },
      { worker: "b", task: "gsm8k", qty: 8 },
    ],
    held: { "waits for gsm8k to be present": 2 },
    errors: [],
  });
  const asked = new Set<number>();
  for (let look = 0; look < 3; look++) {
    await settled(server);
    await manage();
  }
  const samplings = (await settled(server)).filter(({ worker, task }) => worker === "a" && task === "gsm8k");
  expect(samplings.map(({ documents }) => documents).toReversed()).toEqual([8, 8, 4]);
  for (const { id } of samplings) for (const { doc_id: docId } of (await finished(server, id)).instances) asked.add(docId);
  expect(asked.size).toBe(20);
  const windows = await windowsOf(server);
  expect(windows.map(({ worker, task, ok }) => [worker, task, ok])).toEqual([
    ["a", "fresh_arithmetic", 20],
    ["a", "gsm8k", 20],
    ["b", "fresh_arithmetic", 20],
    ["b", "gsm8k", 20],
  ]);
  expect(await manage()).toMatchObject({ started: [], held: { "has enough samples": 4 } });
  const { body } = await server.call<{ taxonomies: { workers: Record<string, object> }[] }>("GET", `${NETWORK}/taxonomies`);
  expect(Object.keys(body.taxonomies[0]?.workers["a"] ?? {}).toSorted()).toEqual(["fresh", "given", "root_c"]);
  const [counts] = await server.app.db.query(
    `select (select count(*) from sampling_prompt) as prompts, (select count(*) from sampling_response) as responses,
     (select sum(json_array_length(samples)) from sample_window)::int8 as samples`,
  );
  expect(counts).toEqual({ prompts: 80, responses: 80, samples: 80 });
});

test("a plan that names what is not there is refused, and the command line keeps, shows and drops one", async () => {
  await using server = await startTestServer();
  await addWorker(server, { name: "w", kind: "simulated", skill: 1 });
  const put = async (body: object) => server.call<{ detail: string }>("PUT", `${NETWORK}/plan`, { body });
  const tests = [{ tasks: [{ task: "fresh_sorting" }] }];
  for (const [plan, status, detail] of [
    [{ tests, workers: ["x"] }, 404, /There is no worker x/],
    [{ tests: [{ tasks: [{ task: "nope" }] }] }, 404, /There is no task nope/],
    [{ tests: [{ tasks: [{ task: "fresh" }] }] }, 400, /fresh stands for \d+ tasks/],
    [{ tests: [{ tasks: [{ task: "hellaswag" }] }] }, 400, /hellaswag compares likelihoods \(multiple_choice\)/],
    [{ tests: [{ framework: "signatures", tasks: [{ task: "weights" }] }] }, 400, /a signature is of tokenizer or config/],
    [{ tests: [{ tasks: [{ task: "fresh_sorting", dependsOnTaxonomies: [{ taxonomy: "t" }] }] }] }, 400, /no taxonomy t/],
    [{ tests, cron: "often" }, 400, /has 1 fields instead of five/],
    [{ tests, numerical: { minSamples: 200 } }, 400, /minSamples cannot be more than size/],
    [{ tests, taxonomies: [{ name: "t", nodes: { root_c: { children: ["root_c"] } } }] }, 400, /lead back to themselves/],
  ] as const) {
    const refused = await put(plan);
    expect(refused.status, JSON.stringify(refused.body)).toBe(status);
    expect(refused.body.detail).toMatch(detail);
  }
  expect((await server.call("GET", `${NETWORK}/plan`)).status).toBe(404);

  const environment = { ASSAY_DATA_DIR: server.dataDirectory, NO_COLOR: "1" };
  const assay = (...words: string[]) => runCommand(["network", ...words], environment, server.dataDirectory);
  writeFileSync(join(server.dataDirectory, "plan.yaml"), "tests:\n- tasks: [{ task: fresh_sorting }]\nnumerical: { minSamples: 5 }\n");
  expect((await assay("plan", "--file", "plan.yaml")).code).toBe(0);
  expect(JSON.parse((await assay("plan", "--json")).out)).toMatchObject({ service: "assay", numerical: { minSamples: 5, size: 100 } });
  expect(await assay("manage")).toMatchObject({ code: 0, out: "w: 5 of fresh_sorting\n" });
  await settled(server);
  expect((await assay("status")).out).toMatch(/^w +fresh_sorting +5 +1.000 /m);
  expect((await assay("sample", "w", "fresh_logic", "--qty", "3")).out).toMatch(
    /^Sampling [\da-f]{24}: w is asked 3 documents of fresh_logic\.\n$/,
  );
  expect((await assay("plan", "--clear")).code).toBe(0);
  expect(await scheduled(server)).toEqual([]);
  expect((await assay("plan", "--file", "none.yaml")).code).toBe(2);
});
