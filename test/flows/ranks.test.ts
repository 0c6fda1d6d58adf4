import { expect, test } from "vitest";
import type { Comparison, Leaderboard, RunDetail, RunResult } from "../../src/evals/index.ts";
import { makeRecordedBenchmark, type RecordedBenchmark } from "../support/recorded.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, startUpstream, type Upstream } from "../support/upstream.ts";

async function addWorker(server: TestServer, body: object): Promise<void> {
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
}

async function addDataset(server: TestServer, splits: object): Promise<void> {
  expect((await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", splits } })).status).toBe(201);
}

async function start(server: TestServer, settings: object): Promise<RunDetail> {
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", {
    body: { tasks: ["gsm8k"], numFewshot: 0, ...settings },
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

async function untilOver(server: TestServer, id: string): Promise<RunDetail> {
  const read = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 20 }).toMatch(/done|failed|exhausted/);
  return read();
}

const boardOf = async (server: TestServer, id: string) => (await server.call<Leaderboard>("GET", `/assay/v1/leaderboard?run=${id}`)).body;
const compare = async (server: TestServer, id: string) =>
  (await server.call<Comparison>("GET", `/assay/v1/runs/${id}/compare?a=first&b=second`)).body;

/** Right on documents for which the rule says so; those from `gateFrom` on are answered when the gate opens. */
function startModel(isRight: (position: number) => boolean, { from, gate }: { from: number; gate: Promise<void> }): Promise<Upstream> {
  return startUpstream(async (request, response, control) => {
    const position = Number(/What is (\d+) plus/.exec(request.raw)?.[1]);
    if (position >= from) await gate;
    await answer(`So A: ${isRight(position) ? 2 * position : 2 * position + 1}`)(request, response, control);
  });
}

test("what was shown as resolved while a run went on stays resolved, whatever its end says", async () => {
  const gate = Promise.withResolvers<void>();
  using benchmark = makeRecordedBenchmark(80);
  await using lucky = await startModel((position) => position < 40, { from: 40, gate: gate.promise });
  await using unlucky = await startModel((position) => position >= 40, { from: 40, gate: gate.promise });
  await using server = await startTestServer();
  await addDataset(server, benchmark.splits);
  await addWorker(server, { name: "first", kind: "openai", baseUrl: lucky.baseUrl, model: "m", maxConcurrency: 1 });
  await addWorker(server, { name: "second", kind: "openai", baseUrl: unlucky.baseUrl, model: "m", maxConcurrency: 1 });
  const { id } = await start(server, { workers: ["first", "second"], patienceSeconds: 60 });
  await expect.poll(async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body.scored, { timeout: 30_000 }).toBe(80);
  expect(await boardOf(server, id)).toMatchObject({
    method: "anytime",
    rows: [
      { worker: "first", bracket: 1 },
      { worker: "second", bracket: 2 },
    ],
  });
  gate.resolve();
  expect((await untilOver(server, id)).state).toBe("done");
  // 40 won and 40 lost: on the whole there is no difference, and no other run would show one.
  expect(await compare(server, id)).toMatchObject({ wins: 40, losses: 40, pValue: 1, difference: 0, resolved: true, better: "first" });
  expect(await boardOf(server, id)).toMatchObject({
    method: "exact",
    rows: [
      { worker: "first", score: 0.5, bracket: 1, rankWorst: 1 },
      { worker: "second", score: 0.5, bracket: 2, rankBest: 2 },
    ],
    brackets: [],
  });
});

/** Ten questions for each of twelve passages; a model understands a passage or does not. */
function clusteredSplit(benchmark: RecordedBenchmark): string {
  const rows = Array.from({ length: 120 }, (_, position) => ({
    question: `What is ${position} plus ${position}?`,
    answer: `Add.\n#### ${2 * position}`,
    passage: `passage ${Math.floor(position / 10)}`,
  }));
  return benchmark.write("clustered.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

test("documents that go together count as few: errors and comparisons are clustered by a field of theirs", async () => {
  using benchmark = makeRecordedBenchmark(120);
  await using server = await startTestServer();
  await addDataset(server, { ...benchmark.splits, test: clusteredSplit(benchmark) });
  const passageOf = (position: number) => Math.floor(position / 10);
  const models = { first: (passage: number) => passage % 4 !== 0, second: (passage: number) => passage % 2 === 1 };
  for (const [name, understands] of Object.entries(models)) {
    const recording = benchmark.record(name, (position) => understands(passageOf(position)));
    await addWorker(server, { name, kind: "replay", recording, key: "question" });
  }
  const plain = await untilOver(server, (await start(server, { workers: ["all"] })).id);
  const clustered = await untilOver(server, (await start(server, { workers: ["all"], clusters: { gsm8k: "passage" } })).id);
  const [plainBoard, board] = [await boardOf(server, plain.id), await boardOf(server, clustered.id)];
  expect([plainBoard.clustered, board.clustered]).toEqual([false, true]);
  // 9 of 12 passages: as good as 12 draws. sqrt(0.75 * 0.25 / 11); without clusters sqrt(0.75 * 0.25 / 119).
  expect(board.rows[0]).toMatchObject({ worker: "first", score: 0.75, stderr: expect.closeTo(Math.sqrt(0.1875 / 11), 6) });
  expect(plainBoard.rows[0]).toMatchObject({ stderr: expect.closeTo(Math.sqrt(0.1875 / 119), 6) });
  expect((board.rows[0]?.high ?? 0) - (board.rows[0]?.low ?? 0)).toBeGreaterThan(0.5);
  // 30 won, none lost, but it is three passages: t = 0.25 / sqrt(0.1875 / 11) = 1.915 with 11 degrees of freedom.
  expect(await compare(server, plain.id)).toMatchObject({ test: "mcnemar", wins: 30, losses: 0, resolved: true });
  const pair = await compare(server, clustered.id);
  expect(pair).toMatchObject({ test: "paired-t", difference: 0.25, resolved: false, stderr: expect.closeTo(Math.sqrt(0.1875 / 11), 6) });
  expect(pair.pValue).toBeCloseTo(0.0819, 4);
  const { documents, wins, losses, difference, stderr, low, high, test: method, pValue } = pair;
  expect(pair.tasks).toEqual({ gsm8k: { documents, wins, losses, difference, stderr, low, high, test: method, pValue } });
  expect(board.brackets).toMatchObject([{ workers: ["first", "second"], isEnough: false }]);
  const { body: results } = await server.call<RunResult>("GET", `/assay/v1/runs/${plain.id}/results`);
  expect(results.tasks["gsm8k"]?.workers["first"]?.intervals["exact_match,flexible-extract"]).toEqual([
    expect.closeTo(plainBoard.rows[0]?.low ?? 0, 12),
    expect.closeTo(plainBoard.rows[0]?.high ?? 0, 12),
  ]);
});

test("clusters that are not there are refused: of an unknown task at once, a missing field when the documents are read", async () => {
  using benchmark = makeRecordedBenchmark(10);
  await using server = await startTestServer();
  await addDataset(server, benchmark.splits);
  for (const name of ["first", "second"]) {
    await addWorker(server, { name, kind: "replay", recording: benchmark.record(name, () => true), key: "question" });
  }
  const settings = { tasks: ["gsm8k"], workers: ["all"], numFewshot: 0 };
  const refused = async (more: object) => (await server.call("POST", "/assay/v1/runs", { body: { ...settings, ...more } })).body;
  expect(await refused({ clusters: { squad: "passage" } })).toMatchObject({ status: 400, field: "clusters.squad" });
  const race = { clusters: { gsm8k: "question" }, untilResolved: { goal: "pairs" } };
  expect(await refused(race)).toMatchObject({ status: 400, field: "untilResolved.claim" });
  const run = await untilOver(server, (await start(server, { workers: ["all"], clusters: { gsm8k: "passage" } })).id);
  expect(run).toMatchObject({
    state: "failed",
    error: "A document of gsm8k has no field passage to cluster errors by: it has question, answer.",
  });
});
