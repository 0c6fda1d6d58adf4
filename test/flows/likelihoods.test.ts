import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunDetail, RunResult, SampleDetail, SamplePage } from "../../src/evals/index.ts";
import { temporaryDirectory } from "../support/database.ts";
import { likelihoodOf, playLanguageModel } from "../support/language-model.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, startUpstream } from "../support/upstream.ts";

const SUBJECTS = ["anatomy", "virology"];
const LETTERS = ["A", "B", "C", "D"];
const ROWS = 12;

interface Row {
  question: string;
  subject: string;
  choices: string[];
  answer: number;
}

const rowOf = (subject: string, at: number): Row => ({
  question: `What is part ${at} of ${subject}?`,
  subject,
  choices: LETTERS.map((letter) => `${subject} ${letter}${at}`),
  answer: (at * 7) % 4,
});
const rowsOf = (subject: string, count: number, from = 0): Row[] => Array.from({ length: count }, (_, at) => rowOf(subject, from + at));

async function addMmlu(server: TestServer, directory: string): Promise<void> {
  for (const subject of SUBJECTS) {
    const write = (split: string, rows: readonly Row[]) => {
      const path = join(directory, `${subject}-${split}.jsonl`);
      writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      return path;
    };
    const splits = { dev: write("dev", rowsOf(subject, 5, 100)), test: write("test", rowsOf(subject, ROWS)) };
    const { status, body } = await server.call("POST", "/assay/v1/datasets", { body: { name: "cais/mmlu", config: subject, splits } });
    expect({ status, body }).toMatchObject({ status: 201 });
  }
}

async function addWorker(server: TestServer, body: object): Promise<void> {
  expect(await server.call("POST", "/assay/v1/workers", { body })).toMatchObject({ status: 201 });
}

async function evaluate(server: TestServer, settings: object): Promise<RunResult> {
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: settings });
  expect({ status, body }).toMatchObject({ status: 201 });
  await expect
    .poll(async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${body.id}`)).body.state, { timeout: 60_000, interval: 50 })
    .toMatch(/done|failed/);
  return (await server.call<RunResult>("GET", `/assay/v1/runs/${body.id}/results`)).body;
}

/** The prompt as the harness makes it, few-shots and all. */
function promptOf(row: Row, shots: readonly Row[]): string {
  const asked = (one: Row) => `${one.question}\n${one.choices.map((choice, at) => `${LETTERS[at]}. ${choice}`).join("\n")}\nAnswer:`;
  const description = `The following are multiple choice questions (with answers) about ${row.subject}.\n\n`;
  return description + shots.map((shot) => `${asked(shot)} ${LETTERS[shot.answer]}\n\n`).join("") + asked(row);
}

test("mmlu is compared by likelihoods: of an endpoint as its model says, of simulations by their skill; who cannot, says so", async () => {
  using directory = temporaryDirectory();
  await using server = await startTestServer();
  await addMmlu(server, directory.path);
  await using model = await startUpstream(playLanguageModel({ form: "echo", beginning: "<s>" }));
  await using chat = await startUpstream(answer("The answer is A."));
  await addWorker(server, { name: "model", kind: "openai", baseUrl: model.baseUrl, model: "m" });
  await addWorker(server, { name: "chat", kind: "openai", baseUrl: chat.baseUrl, model: "m" });
  await addWorker(server, { name: "good", kind: "simulated", skill: 1 });
  await addWorker(server, { name: "bad", kind: "simulated", skill: 0 });

  const tasks = SUBJECTS.map((subject) => `mmlu_${subject}`);
  const result = await evaluate(server, { tasks, workers: ["all"], numFewshot: 2 });

  for (const subject of SUBJECTS) {
    const shots = rowsOf(subject, 2, 100);
    const right = rowsOf(subject, ROWS).filter((row) => {
      const likelihoods = LETTERS.map((letter) => likelihoodOf(promptOf(row, shots), ` ${letter}`, "<s>").logprob);
      return likelihoods.indexOf(Math.max(...likelihoods)) === row.answer;
    });
    const workers = result.tasks[`mmlu_${subject}`]?.workers;
    expect(workers?.["model"]).toMatchObject({ n: ROWS, errors: {} });
    expect(workers?.["model"]?.metrics["acc,none"]).toBeCloseTo(right.length / ROWS, 12);
    expect(workers?.["good"]?.metrics).toMatchObject({ "acc,none": 1, "acc_stderr,none": 0 });
    expect(workers?.["bad"]?.metrics["acc,none"]).toBe(0);
    expect(workers?.["chat"]).toMatchObject({ n: 0, errors: { unsupported: ROWS } });
  }
  // What a worker cannot give counts neither for nor against it.
  expect(result.leaderboard.find(({ worker }) => worker === "chat")).toMatchObject({ n: 0, score: null });
  expect(result.leaderboard[0]).toMatchObject({ worker: "good", score: 1 });

  const list = await server.call<SamplePage>("GET", `/assay/v1/runs/${result.run}/samples?limit=4`);
  const ofModel = list.body.samples.find(({ worker }) => worker === "model");
  const path = `/assay/v1/runs/${result.run}/samples/${ofModel?.ordinal}/${ofModel?.uid}`;
  const { body: sample } = await server.call<SampleDetail>("GET", path);
  expect(sample.request).toMatchObject({
    endpoint: "likelihoods",
    groups: [{ context: promptOf(rowOf("anatomy", 0), rowsOf("anatomy", 2, 100)), continuations: [" A", " B", " C", " D"] }],
  });
  expect(sample.explanation[0]).toMatch(/^The most likely continuation is "[ABCD]"; the target is "[ABCD]": acc = [01]\.$/);
  const asked = list.body.samples.find(({ worker }) => worker === "chat");
  expect(asked?.text).toMatch(/cannot give log-probabilities/);
});

test("a recording may hold likelihoods", async () => {
  using directory = temporaryDirectory();
  await using server = await startTestServer();
  await addMmlu(server, directory.path);
  const recording = join(directory.path, "recorded.jsonl");
  const lines = rowsOf("anatomy", ROWS - 1).map(({ question, answer: right }) => {
    const likelihoods = LETTERS.map((_, at) => [at === right ? -1 : -2, at === right]);
    return `${JSON.stringify({ question, likelihoods })}\n`;
  });
  writeFileSync(recording, lines.join(""));
  await addWorker(server, { name: "recorded", kind: "replay", recording, key: "question" });
  const result = await evaluate(server, { tasks: ["mmlu_anatomy"], workers: ["recorded"], numFewshot: 0 });
  expect(result.tasks["mmlu_anatomy"]?.workers["recorded"]).toMatchObject({
    n: ROWS - 1,
    metrics: { "acc,none": 1 },
    errors: { not_recorded: 1 },
  });
});
