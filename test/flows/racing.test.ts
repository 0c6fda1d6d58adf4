import { expect, test } from "vitest";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { replayRace, shuffledOrder, type RaceRules } from "../../src/stats/index.ts";
import { makeRecordedBenchmark, type RecordedBenchmark } from "../support/recorded.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const DOCUMENTS = 600;
const SEED = 11;
/** How often each model is right, in percent: two that nobody can tell apart in 600 documents among clear ones. */
const MODELS = { best: 92, middle: 60, twin: 59, worst: 8 };
const NAMES = Object.keys(MODELS);

/** Right on documents that depend on model and document alone. */
function isRight(name: string, position: number): boolean {
  const salt = NAMES.indexOf(name) + 1;
  return (Math.imul(position + 17 * salt, 2_654_435_761) >>> 8) % 100 < MODELS[name as keyof typeof MODELS];
}

/** The race that the recorded outcomes make, decided at once. */
function expectedRace(rules: Partial<RaceRules>, names = NAMES) {
  const order = shuffledOrder(DOCUMENTS, SEED);
  const outcomes = names.map((name) => Float32Array.from(order, (document) => Number(isRight(name, document))));
  const all = { alpha: 0.05, goal: "pairs", claim: "population", documents: DOCUMENTS, giveUpBelow: 0.05, ...rules } as const;
  return replayRace(
    outcomes,
    names.map(() => DOCUMENTS),
    all,
  );
}

async function addNetwork(server: TestServer, benchmark: RecordedBenchmark, names = NAMES): Promise<void> {
  const dataset = await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", splits: benchmark.splits } });
  expect(dataset.status).toBe(201);
  for (const name of names) {
    const recording = benchmark.record(name, (position) => isRight(name, position));
    const body = { name, kind: "replay", recording, key: "question" };
    expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
  }
}

const SETTINGS = { tasks: ["gsm8k"], workers: NAMES, numFewshot: 0, seed: SEED };

async function start(server: TestServer, settings: object): Promise<RunDetail> {
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: { ...SETTINGS, ...settings } });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

async function untilOver(server: TestServer, id: string): Promise<RunDetail> {
  const read = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 20 }).toMatch(/done|failed|exhausted/);
  return read();
}

const asked = ({ workers }: RunDetail) => workers.map(({ name, answered }) => [name, answered]);

test("a race asks just what it takes, and decides as the outcomes alone decide", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  await addNetwork(server, benchmark);
  const created = await start(server, { untilResolved: { goal: "pairs" } });
  expect(created.race).toMatchObject({
    goal: "pairs",
    alpha: 0.05,
    claim: "population",
    ended: null,
    position: 0,
    pairs: 6,
    open: 6,
    known: 0,
  });
  const run = await untilOver(server, created.id);
  const expected = expectedRace({});
  expect(asked(run)).toEqual(NAMES.map((name, index) => [name, expected.askTo[index]]));
  expect(run).toMatchObject({
    state: "done",
    race: { ended: "exhausted", position: expected.position, known: 5, open: 0, givenUp: 1, racing: 0 },
  });
  expect(run.race?.unresolved).toMatchObject([{ a: "middle", b: "twin", state: "given_up" }]);
  expect(run.answered).toBeLessThan((NAMES.length * DOCUMENTS) / 2);

  const { body: results } = await server.call<RunResult>("GET", `/assay/v1/runs/${run.id}/results`);
  expect(results.warnings).toEqual([]);
  expect(results.leaderboard.map(({ worker, bracket, rankBest, rankWorst }) => [worker, bracket, rankBest, rankWorst])).toEqual([
    ["best", 1, 1, 1],
    [expect.stringMatching("middle|twin"), 2, 2, 3],
    [expect.stringMatching("middle|twin"), 2, 2, 3],
    ["worst", 3, 4, 4],
  ]);
  const [rows] = await server.app.db.query(
    "select (select count(*) from response) as responses, (select count(*) from sample) as samples, (select sum(scored) from run_worker)::int8 as scored",
  );
  expect(rows).toEqual({ responses: run.answered, samples: run.answered, scored: run.answered });
});

test("top: the race ends when the best ones are known; benchmark: what the finite benchmark can still turn round", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  await addNetwork(server, benchmark);
  for (const rules of [{ goal: { top: 1 } }, { goal: "pairs", claim: "benchmark" }] as const) {
    const run = await untilOver(server, (await start(server, { untilResolved: rules })).id);
    const expected = expectedRace(rules);
    expect(asked(run)).toEqual(NAMES.map((name, index) => [name, expected.askTo[index]]));
    expect(run.race?.ended).toBe(expected.ended);
  }
});

test("a budget that ends first leaves pairs open and says what they take; with more the race ends as if it had never stopped", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  await addNetwork(server, benchmark);
  const { id } = await start(server, { untilResolved: { goal: "pairs", giveUpBelow: 0 }, budget: { calls: 150 } });
  const spent = await untilOver(server, id);
  expect(spent).toMatchObject({ state: "exhausted", spent: { calls: 150 }, race: { ended: "budget", racing: 0 } });
  expect(spent.race?.open).toBeGreaterThan(0);
  expect(spent.error).toMatch(/Open pairs: \d of 6; they take about \d+ more calls\.$/);
  const { body: results } = await server.call<RunResult>("GET", `/assay/v1/runs/${id}/results`);
  expect(results.warnings).toEqual([]);

  expect((await server.call("POST", `/assay/v1/runs/${id}/resume`, { body: { budget: { calls: 100_000 } } })).status).toBe(200);
  const run = await untilOver(server, id);
  const expected = expectedRace({ giveUpBelow: 0 });
  expect(run).toMatchObject({ state: "done", race: { ended: "exhausted", open: 1 } });
  expect(asked(run)).toEqual(NAMES.map((name, index) => [name, expected.askTo[index]]));
  expect(run.spent?.calls).toBe(run.answered);
});

test("a worker that fails for good loses its race, and does not hold the others back", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  await using server = await startTestServer();
  await addNetwork(server, benchmark, ["best", "middle"]);
  const dead = { name: "dead", kind: "openai", baseUrl: "http://127.0.0.1:9/v1", model: "m" };
  expect((await server.call("POST", "/assay/v1/workers", { body: dead })).status).toBe(201);
  const { id } = await start(server, { workers: ["best", "middle", "dead"], untilResolved: { goal: "pairs" }, patienceSeconds: 1 });
  const run = await untilOver(server, id);
  expect(run).toMatchObject({ state: "done", race: { ended: "goal", known: 3 } });
  const last = run.workers.find(({ name }) => name === "dead");
  expect(last?.answered).toBeLessThan(100);
  expect(last?.error).toContain("Given up");
});

test("what cannot be a race is refused, and nothing is stored", async () => {
  using benchmark = makeRecordedBenchmark(20);
  await using server = await startTestServer();
  await addNetwork(server, benchmark);
  const refused = async (settings: object) => (await server.call("POST", "/assay/v1/runs", { body: { ...SETTINGS, ...settings } })).body;
  expect(await refused({ workers: ["best"], untilResolved: { goal: "pairs" } })).toMatchObject({ status: 400, field: "workers" });
  expect(await refused({ untilResolved: { goal: { top: 4 } } })).toMatchObject({ status: 400, field: "untilResolved.goal.top" });
  expect(await refused({ untilResolved: { goal: "pairs", alpha: 1.5 } })).toMatchObject({ status: 400, field: "untilResolved.alpha" });
  expect(await refused({ untilResolved: { goal: "some" } })).toMatchObject({ status: 400 });
  expect((await server.call<{ runs: object[] }>("GET", "/assay/v1/runs")).body.runs).toEqual([]);
});
