import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { runCommand } from "../support/command-line.ts";
import { temporaryDirectory } from "../support/database.ts";
import { likelihoodOf, playLanguageModel } from "../support/language-model.ts";
import { startTestServer } from "../support/server.ts";
import { startUpstream } from "../support/upstream.ts";

const TEXTS = ["The rain in Spain stays mainly in the plain.", "A quick brown fox\njumps over 13 lazy dogs.", "naïve café — 日本"];

interface HarnessFile {
  results: Record<string, Record<string, number | string>>;
  assay: { intervals: Record<string, unknown> };
}

/** A trainer's folder: a benchmark over his own file, a perplexity over texts, a vote over repeated answers, and a broken file. */
function writeTasks(directory: string): void {
  mkdirSync(join(directory, "more"));
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  write(
    "capitals.jsonl",
    ["France\tParis", "Japan\tTokyo", "Peru\tLima"]
      .map((row) => `${JSON.stringify({ country: row.split("\t")[0], capital: row.split("\t")[1] })}\n`)
      .join(""),
  );
  write("texts.csv", `text\n${TEXTS.map((text) => `"${text}"`).join("\n")}\n`);
  write(
    "_shared.yaml",
    `dataset_path: json
dataset_kwargs:
  data_files:
    test: capitals.jsonl
test_split: test
doc_to_text: "The capital of {{country}} is"
doc_to_target: "{{capital}}"
generation_kwargs: { until: ["."], temperature: 0.5 }
`,
  );
  write(
    "more/capitals.yaml",
    "task: own_capitals\ninclude: [../_shared.yaml]\ndataset_kwargs: { data_files: { test: ../capitals.jsonl } }\nmetric_list: [{ metric: exact_match }]\n",
  );
  write(
    "vote.yaml",
    `task: own_vote
include: _shared.yaml
repeats: 3
filter_list:
  - name: first
    filter: [{ function: take_first }]
  - name: vote
    filter: [{ function: majority_vote }, { function: take_first }]
metric_list: [{ metric: exact_match }]
`,
  );
  write(
    "perplexity.yaml",
    `task: own_texts
dataset_path: csv
dataset_kwargs: { data_files: { test: texts.csv } }
test_split: test
output_type: loglikelihood_rolling
doc_to_text: ""
doc_to_target: "{{text}}"
`,
  );
  write(
    "group.yaml",
    "group: own\ntask: [own_capitals, own_vote]\naggregate_metric_list: [{ metric: exact_match, weight_by_size: true }]\n",
  );
  write(
    "broken.yaml",
    `task: own_broken
dataset_path: a/b
test_split: test
doc_to_text: "{{ question"
doc_to_target: !function utils.target
num_fewshot: many
metric_list:
  - metric: exact_match
`,
  );
  write(
    "odd.yaml",
    'task: own_odd\ndataset_path: a/b\ntest_split: test\ndoc_to_text: "{{ q"\ndoc_to_target: a\nmetric_list: [{ metric: rouge }, { metric: meteor }]\n',
  );
  write(
    "choice.yaml",
    'task: own_choice\ninclude: _shared.yaml\noutput_type: multiple_choice\ndoc_to_choice: ["Rome", "Oslo"]\nmetric_list: [{ metric: acc }]\ndoc_to_target: "7"\n',
  );
  write("unreadable.yaml", "task: x\n  doc_to_text: [\n");
}

test("a folder of the user's own tasks runs from its own files, whatever else in it is broken", async () => {
  using directory = temporaryDirectory();
  writeTasks(directory.path);
  await using server = await startTestServer({ environment: { ASSAY_INCLUDE_PATH: directory.path } });
  const asked = new Set<string>();
  await using model = await startUpstream((request, response, control) => {
    if (request.path !== "/v1/chat/completions") return playLanguageModel({ form: "echo", beginning: "<s>" })(request, response, control);
    const [{ content = "" } = {}] = request.body["messages"] as { content?: string }[];
    const capital = content.includes("France") ? "Paris" : content.includes("Japan") ? "Tokyo" : "Lima";
    const isFirst = !asked.has(content);
    asked.add(content);
    response.writeHead(200, { "content-type": "application/json" });
    // Of three answers the first is wrong.
    response.end(JSON.stringify({ choices: [{ index: 0, message: { content: isFirst ? "Rome" : capital }, finish_reason: "stop" }] }));
  });
  const worker = { name: "model", kind: "openai", baseUrl: model.baseUrl, model: "m", maxConcurrency: 1 };
  expect(await server.call("POST", "/assay/v1/workers", { body: worker })).toMatchObject({ status: 201 });

  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", {
    body: { tasks: ["own_vote", "own_texts"], workers: ["model"] },
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  await expect
    .poll(async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${body.id}`)).body.state, { timeout: 30_000 })
    .toBe("done");
  const { tasks } = (await server.call<RunResult>("GET", `/assay/v1/runs/${body.id}/results`)).body;

  expect(tasks["own_vote"]?.workers["model"]).toMatchObject({ n: 3, metrics: { "exact_match,first": 0 } });
  expect(tasks["own_vote"]?.workers["model"]?.metrics["exact_match,vote"]).toBe(1);
  const logprob = TEXTS.reduce((sum, text) => sum + likelihoodOf("", text, "<s>").logprob, 0);
  const words = TEXTS.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  const bytes = TEXTS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const metrics = tasks["own_texts"]?.workers["model"]?.metrics;
  expect(metrics?.["word_perplexity,none"]).toBeCloseTo(Math.exp(-logprob / words), 6);
  expect(metrics?.["byte_perplexity,none"]).toBeCloseTo(Math.exp(-logprob / bytes), 9);
  expect(metrics?.["bits_per_byte,none"]).toBeCloseTo(-logprob / bytes / Math.LN2, 9);

  // The harness's file has the same totals, not means over the documents.
  const { body: file } = await server.call<HarnessFile>("GET", `/assay/v1/runs/${body.id}/lm-eval`);
  for (const metric of ["word_perplexity", "byte_perplexity", "bits_per_byte"]) {
    expect(file.results["own_texts"]).toMatchObject({ [`${metric},none`]: metrics?.[`${metric},none`], [`${metric}_stderr,none`]: "N/A" });
  }
  expect(file.results["own_vote"]).toMatchObject({ "exact_match,vote": 1 });
  expect(Object.keys(file.assay.intervals)).toEqual(["own_vote"]);

  const refused = await server.call<{ detail: string }>("POST", "/assay/v1/runs", { body: { tasks: ["own_broken"], workers: ["model"] } });
  expect(refused).toMatchObject({ status: 400, body: { detail: "The task own_broken needs a function: utils.target." } });
});

test("only the operator names task files of the server's machine", async () => {
  using directory = temporaryDirectory();
  writeTasks(directory.path);
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: "operator" } });
  const admin = { api_key: "operator" };
  const { body: made } = await server.call<{ key: string }>("POST", "/assay/v1/keys", {
    headers: admin,
    body: { name: "trainer", scopes: ["evaluate"] },
  });
  const worker = { name: "model", kind: "simulated", skill: 1 };
  expect(await server.call("POST", "/assay/v1/workers", { headers: admin, body: worker })).toMatchObject({ status: 201 });
  const settings = { tasks: ["own_vote"], workers: ["model"], includePaths: [directory.path] };
  const sentence =
    "includePaths names files of the server's machine: this needs the scope admin, and the key trainer has the scopes evaluate.";
  const trainer = { api_key: made.key };
  expect(await server.call("POST", "/assay/v1/runs", { headers: trainer, body: settings })).toMatchObject({
    status: 403,
    body: { code: "forbidden", detail: sentence },
  });
  const rescored = { headers: trainer, body: { includePaths: [directory.path] } };
  expect(await server.call("POST", "/assay/v1/runs/none/rescore", rescored)).toMatchObject({ status: 403, body: { detail: sentence } });
  expect((await server.call<{ runs: unknown[] }>("GET", "/assay/v1/runs", { headers: admin })).body.runs).toEqual([]);
  expect(await server.call("POST", "/assay/v1/runs", { headers: admin, body: settings })).toMatchObject({ status: 201 });
  // Tasks that the server has are open to the trainer.
  const builtIn = { tasks: ["fresh_sorting"], workers: ["model"], limit: 1 };
  expect(await server.call("POST", "/assay/v1/runs", { headers: trainer, body: builtIn })).toMatchObject({ status: 201 });
});

test("assay task validate names every fault with file, line and key, renders a prompt, and ends with 1; list and show see the folder", async () => {
  using directory = temporaryDirectory();
  const folder = join(directory.path, "mine");
  mkdirSync(folder);
  writeTasks(folder);
  const environment = { ASSAY_DATA_DIR: directory.path };
  const run = (...words: string[]) => runCommand(["task", ...words], environment, directory.path);

  const found = await run("validate", "mine");
  expect(found.code).toBe(1);
  expect(found.err).toContain("Fault: mine/broken.yaml:5 own_broken, doc_to_target: doc_to_target needs the function mine/utils.target");
  expect(found.err).toContain("Fault: mine/broken.yaml:6 own_broken, num_fewshot: num_fewshot: ");
  expect(found.err).toContain("Fault: mine/odd.yaml:4 own_odd, doc_to_text: ");
  expect(found.err).toMatch(/mine\/odd\.yaml:6 own_odd, metric_list: .*rouge is unknown[^]*meteor is unknown/);
  expect(found.err).toMatch(/Fault: mine\/unreadable\.yaml:\d+: /);
  expect(found.err).toContain("Fault: mine/choice.yaml:6 own_choice, doc_to_target: The first document's target is none of its choices");
  expect(found.out).toContain("The capital of France is\n── target: Paris");
  expect(found.out).toContain("4 tasks and 1 groups can be run.");

  expect((await run("validate", "mine/vote.yaml")).code).toBe(0);
  expect((await run("validate", "nowhere")).err).toMatch(/There is no folder or file of tasks at/);
  const listed = await run("list", "--include_path", "mine", "--json");
  const { tasks } = JSON.parse(listed.out) as { tasks: { name: string; refusal: string | null }[] };
  expect(tasks.find(({ name }) => name === "own")?.refusal).toBeNull();
  expect(tasks.find(({ name }) => name === "own_broken")?.refusal).toBe("The task own_broken needs a function: utils.target.");
  expect((await run("show", "own_capitals", "--include_path", "mine")).out).toContain('"task": "own_capitals"');
});
