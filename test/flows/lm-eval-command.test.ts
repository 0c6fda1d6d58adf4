import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "../support/command-line.ts";
import { startTestServer } from "../support/server.ts";
import { answer, startUpstream } from "../support/upstream.ts";

const TASK = "fresh_arithmetic";

const ENVIRONMENT = { PORT: "0", LOG_LEVEL: "error", OPENAI_API_KEY: "sk-own" };

test(
  "lm_eval's command line asks an endpoint, prints its table, writes its files, and leaves no worker behind",
  { timeout: 60_000 },
  async () => {
    await using upstream = await startUpstream(answer("The answer is 17."));
    await using server = await startTestServer();
    const { dataDirectory } = server;
    const environment = { ...ENVIRONMENT, ASSAY_DATA_DIR: dataDirectory };
    const args = `base_url=${upstream.baseUrl}/chat/completions,model=org/m,num_concurrent=4,max_gen_toks=33`;
    const words = ["eval", "-m", "local-chat-completions", "-a", args, "-t", TASK, "-L", "6", "--apply_chat_template", "--seed", "0,1,2,3"];

    const run = await runCommand(
      [...words, "-o", "out", "-s", "--gen_kwargs", "top_p=0.5", "--device", "cpu", "-w"],
      environment,
      dataDirectory,
    );
    expect(run.code, run.err).toBe(0);
    expect(run.out).toContain(`local-chat-completions (${args}), gen_kwargs: (top_p=0.5), limit: 6, num_fewshot: None, batch_size: 1`);
    expect(run.out).toMatch(
      /\|\s*Tasks\s*\|Version\|\s*Filter\s*\|n-shot\|\s*Metric\s*\| {3}\|\s*Value\s*\| {3}\|Stderr\|\s*95 % interval\s*\|/,
    );
    expect(run.err).toContain("Warning: --device changes nothing");
    expect(run.err).toContain(`Task: ${TASK}; document 0; context prompt`);
    expect(upstream.requests).toHaveLength(6);
    expect(upstream.requests[0]).toMatchObject({
      path: "/v1/chat/completions",
      headers: { authorization: "Bearer sk-own" },
      body: { model: "org/m", seed: 1234, top_p: 0.5 },
    });

    const folder = join(dataDirectory, "out", "org__m");
    const [results = "", samples = ""] = readdirSync(folder).toSorted();
    expect([results, samples].map((name) => name.replace(/_[^_]*$/, ""))).toEqual(["results", `samples_${TASK}`]);
    const report = JSON.parse(readFileSync(join(folder, results), "utf8")) as Record<string, object>;
    expect(report).toMatchObject({
      "n-samples": { [TASK]: { effective: 6 } },
      config: { model: "local-chat-completions", model_args: args, limit: 6, gen_kwargs: { top_p: 0.5 }, fewshot_seed: 3 },
      model_name: "org/m",
      chat_template: "",
    });
    const lines = readFileSync(join(folder, samples), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(6);
    expect(JSON.parse(lines[5] ?? "")).toMatchObject({ doc_id: 5, resps: [["The answer is 17."]], metrics: ["exact_match"] });

    const workers = await runCommand(["worker", "list", "--json"], environment, dataDirectory);
    expect(JSON.parse(workers.out)).toEqual({ workers: [] });
    const kept = await runCommand(
      [...words, "--keep_worker", "--samples", `{"${TASK}": [4, 1]}`].filter((word) => word !== "-L" && word !== "6"),
      environment,
      dataDirectory,
    );
    expect(kept.code, kept.err).toBe(0);
    expect(upstream.requests).toHaveLength(8);
    const { workers: left } = JSON.parse((await runCommand(["worker", "list", "--json"], environment, dataDirectory)).out) as {
      workers: { name: string }[];
    };
    expect(left.map(({ name }) => name)).toEqual([`org/m@${new URL(upstream.baseUrl).host}`]);
  },
);

test("a run that is refused leaves no worker and no run; an own folder of tasks is asked", { timeout: 60_000 }, async () => {
  await using upstream = await startUpstream(answer("yes"));
  await using server = await startTestServer();
  const { dataDirectory } = server;
  const environment = { ...ENVIRONMENT, ASSAY_DATA_DIR: dataDirectory };
  const model = ["--model", "local-completions", "--model_args", `base_url=${upstream.baseUrl}/completions,model=m,tokenizer_backend=None`];

  const unknown = await runCommand(["eval", ...model, "--tasks", "nowhere"], environment, dataDirectory);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("There is no task nowhere") });
  const usage = await runCommand(["eval", ...model, "--tasks", "gsm8k", "--apply_chat_template"], environment, dataDirectory);
  expect(usage).toMatchObject({ code: 2, err: expect.stringContaining("use a chat-completions model") });
  const beyond = await runCommand(["eval", ...model, "--tasks", TASK, "--samples", '{"gsm8k": [1]}'], environment, dataDirectory);
  expect(beyond).toMatchObject({ code: 1, err: expect.stringContaining("samples names the task gsm8k, which the run does not ask for") });
  expect(JSON.parse((await runCommand(["worker", "list", "--json"], environment, dataDirectory)).out)).toEqual({ workers: [] });

  mkdirSync(join(dataDirectory, "own"));
  writeFileSync(
    join(dataDirectory, "own", "own.yaml"),
    'task: own_task\ndataset_path: own/rows\ntest_split: test\ndoc_to_text: "{{q}}?"\ndoc_to_target: a\nmetric_list: [{metric: exact_match}]\n',
  );
  writeFileSync(
    join(dataDirectory, "rows.jsonl"),
    ["yes", "no", "yes", "no", "no"].map((a, q) => `${JSON.stringify({ q, a })}\n`).join(""),
  );
  const added = await runCommand(["dataset", "add", "own/rows", "--split", "test=rows.jsonl"], environment, dataDirectory);
  expect(added.code, added.err).toBe(0);
  const run = await runCommand(
    ["eval", ...model, "--tasks", "own_task", "--include_path", "own", "--limit", "0.5", "--json"],
    environment,
    dataDirectory,
  );
  expect(run.code, run.err).toBe(0);
  // Half of five, rounded up.
  const { tasks } = JSON.parse(run.out) as {
    tasks: Record<string, { n: number; workers: Record<string, { metrics: Record<string, number> }> }>;
  };
  expect(tasks["own_task"]?.n).toBe(3);
  expect(Object.values(tasks["own_task"]?.workers ?? {})[0]?.metrics["exact_match,none"]).toBeCloseTo(2 / 3, 12);
  expect(upstream.requests.map(({ body }) => body["prompt"])).toEqual(expect.arrayContaining(["0?", "1?", "2?"]));
});
