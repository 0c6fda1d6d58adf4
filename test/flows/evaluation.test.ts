import { expect, test } from "vitest";
import type { Comparison, Leaderboard, RunDetail, RunResult, SampleDetail, SamplePage } from "../../src/evals/index.ts";
import { makeRecordedBenchmark, type RecordedBenchmark } from "../support/recorded.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, fail, startUpstream } from "../support/upstream.ts";

const PATIENCE = { patienceSeconds: 0.2 };
const STRICT = "exact_match,strict-match";
const FLEXIBLE = "exact_match,flexible-extract";

async function addReplay(server: TestServer, name: string, recording: string): Promise<void> {
  const { status } = await server.call("POST", "/assay/v1/workers", { body: { name, kind: "replay", recording, key: "question" } });
  expect(status).toBe(201);
}

async function addDataset(server: TestServer, benchmark: RecordedBenchmark): Promise<void> {
  const { status } = await server.call("POST", "/assay/v1/datasets", {
    body: { name: "openai/gsm8k", config: "main", splits: benchmark.splits },
  });
  expect(status).toBe(201);
}

async function evaluate(server: TestServer, settings: object): Promise<RunResult> {
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: settings });
  expect({ status, body }).toMatchObject({ status: 201 });
  await expect
    .poll(async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${body.id}`)).body.state, { timeout: 60_000, interval: 50 })
    .toMatch(/done|failed/);
  return (await server.call<RunResult>("GET", `/assay/v1/runs/${body.id}/results`)).body;
}

test("a run scores every document of every worker, ranks them, and lets the better one be asked", async () => {
  using benchmark = makeRecordedBenchmark(300);
  await using server = await startTestServer();
  await addDataset(server, benchmark);
  await addReplay(
    server,
    "good",
    benchmark.record("good", (position) => position % 10 !== 0),
  );
  await addReplay(
    server,
    "poor",
    benchmark.record("poor", (position) => position % 3 === 0),
  );
  await addReplay(
    server,
    "poor-too",
    benchmark.record("poor-too", (position) => position % 3 === 1),
  );

  const result = await evaluate(server, { tasks: ["gsm8k"], workers: ["all"] });
  const gsm8k = result.tasks["gsm8k"];
  expect(gsm8k?.n).toBe(300);
  expect(gsm8k?.workers["good"]).toMatchObject({ n: 300, errors: {}, metrics: { [FLEXIBLE]: 0.9, [STRICT]: 0 } });
  // Sample deviation over sqrt(n), as the harness has it.
  expect(gsm8k?.workers["good"]?.metrics["exact_match_stderr,flexible-extract"]).toBeCloseTo(Math.sqrt((0.9 * 0.1) / 299), 12);
  expect(result.leaderboard.map(({ worker, rankBest, rankWorst, bracket, n }) => [worker, rankBest, rankWorst, bracket, n])).toEqual([
    ["good", 1, 1, 1, 300],
    ["poor", 2, 3, 2, 300],
    ["poor-too", 2, 3, 2, 300],
  ]);

  const { body: pair } = await server.call<Comparison>("GET", `/assay/v1/runs/${result.run}/compare?a=good&b=poor`);
  expect(pair).toMatchObject({ documents: 300, resolved: true, documentsNeeded: null });
  expect(pair.wins - pair.losses).toBe(270 - 100);
  expect(pair.difference).toBeCloseTo(170 / 300, 6);

  const { body: board } = await server.call<Leaderboard>("GET", "/assay/v1/leaderboard");
  expect(board).toMatchObject({ run: result.run, state: "done", method: "exact", documents: 300 });
  const incentives = board.rows.map((row) => row.incentive);
  expect(incentives.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
  expect(incentives[0]).toBeCloseTo(0.9 / (0.9 + 2 / 3), 6);
});

test("samples are paged in order, filtered, and each tells why it scored", async () => {
  using benchmark = makeRecordedBenchmark(120);
  await using server = await startTestServer();
  await addDataset(server, benchmark);
  await addReplay(
    server,
    "a",
    benchmark.record("a", (position) => position % 2 === 0),
  );
  await addReplay(
    server,
    "b",
    benchmark.record(
      "b",
      () => true,
      (position) => position < 100,
    ),
  );
  const { run } = await evaluate(server, { tasks: ["gsm8k"], workers: ["a", "b"], numFewshot: 3 });
  const list = async (query: string) => (await server.call<SamplePage>("GET", `/assay/v1/runs/${run}/samples?${query}`)).body;

  const seen: string[] = [];
  let after = "";
  for (;;) {
    const page = await list(`limit=37${after}`);
    seen.push(...page.samples.map((sample) => `${sample.ordinal}/${sample.worker}`));
    if (page.next === null) break;
    after = `&after=${page.next}`;
  }
  expect(seen).toEqual(Array.from({ length: 120 }, (_, ordinal) => [`${ordinal}/a`, `${ordinal}/b`]).flat());
  expect((await list("worker=a&score=right&limit=1000")).samples).toHaveLength(60);
  expect((await list("fault=any&limit=1000")).samples.map((sample) => sample.fault)).toEqual(
    Array.from({ length: 20 }, () => "not_recorded"),
  );

  // Right answers to 59 and wrong ones to it look alike but for the last digit.
  expect((await list("text=A%3A 118&limit=1000")).samples.map((sample) => `${sample.ordinal}/${sample.worker}`)).toEqual(["59/b"]);

  const [first] = (await list("worker=a&limit=1")).samples;
  const { body: sample } = await server.call<SampleDetail>("GET", `/assay/v1/runs/${run}/samples/${first?.ordinal}/${first?.uid}`);
  expect(sample).toMatchObject({ target: "Add.\n#### 0", text: "So A: 0", extracted: "0", score: 1, request: { endpoint: "chat" } });
  // Three few-shots as turns, then the question.
  expect(
    ((sample.request as { body: Record<string, unknown> }).body["messages"] as { role: string }[]).map((message) => message.role),
  ).toEqual(["user", "assistant", "user", "assistant", "user", "assistant", "user"]);
  expect(sample.explanation.join(" ")).toContain("exact_match of flexible-extract ranks the workers on this task: score 1.");
});

test("workers that are down, fail, answer HTML or nothing are faults of their own, and the run goes on for the others", async () => {
  using benchmark = makeRecordedBenchmark(30);
  await using html = await startUpstream((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end("<html>");
  });
  await using empty = await startUpstream((_request, response) => void response.end());
  await using failing = await startUpstream(fail(500));
  await using silent = await startUpstream(() => {});
  await using good = await startUpstream(answer("#### 4"));
  await using server = await startTestServer();
  await addDataset(server, benchmark);
  // Only the silent one is not waited for: a busy machine may keep the others waiting.
  const add = (name: string, baseUrl: string) =>
    server.call("POST", "/assay/v1/workers", {
      body: { name, kind: "openai", baseUrl, model: "m", maxConcurrency: 2, timeoutMs: name === "silent" ? 150 : 60_000 },
    });
  await add("down", "http://127.0.0.1:9/v1");
  await add("html", html.baseUrl);
  await add("empty", empty.baseUrl);
  await add("failing", failing.baseUrl);
  await add("silent", silent.baseUrl);
  await add("good", good.baseUrl);
  await addReplay(server, "broken", benchmark.write("broken.jsonl", '{"question": "x", "text": "y"}\nnot json\n'));

  const result = await evaluate(server, { tasks: ["gsm8k"], workers: ["all"], numFewshot: 0, ...PATIENCE });
  const workers = result.tasks["gsm8k"]?.workers ?? {};
  expect(workers["good"]).toMatchObject({ n: 30, errors: {} });
  for (const [name, fault] of [
    ["down", "connection"],
    ["html", "bad_response"],
    ["empty", "empty_response"],
    ["failing", "server_error"],
    ["silent", "timeout"],
  ] as const) {
    const errors = workers[name]?.errors ?? {};
    expect(Object.keys(errors), name).toContain(fault);
    expect(
      Object.values(errors).reduce((sum, count) => sum + count, 0),
      name,
    ).toBe(30);
    expect(
      result.leaderboard.find((row) => row.worker === name),
      name,
    ).toMatchObject({ n: 30, failed: 30, score: 0 });
  }
  expect(workers["broken"]).toMatchObject({ n: 0, errors: { unusable: 30 } });
  expect(result.leaderboard.find((row) => row.worker === "broken")).toMatchObject({ n: 0, score: null });
  expect(result.warnings.join("\n")).toMatch(/broken\.jsonl, line 2, is not JSON/);
  expect(result.warnings.join("\n")).toMatch(/down: Given up after 0\.2 s without an answer\./);
});

test("what cannot be run is refused by name before anybody is asked", async () => {
  using benchmark = makeRecordedBenchmark(3);
  await using server = await startTestServer();
  const start = (body: object) => server.call<{ detail: string; field: string }>("POST", "/assay/v1/runs", { body });
  expect(await start({ tasks: ["gsm8k"], workers: ["all"] })).toMatchObject({ status: 503, body: { field: "workers" } });
  await addReplay(
    server,
    "a",
    benchmark.record("a", () => true),
  );
  expect(await start({ tasks: ["gsm9k"], workers: ["all"] })).toMatchObject({
    status: 404,
    body: { detail: expect.stringMatching(/no task gsm9k.*gsm8k/), field: "tasks" },
  });
  expect(await start({ tasks: ["gsm8k"], workers: ["b"] })).toMatchObject({
    status: 404,
    body: { detail: expect.stringMatching(/no worker b: there are a/), field: "workers[0]" },
  });
  expect(await start({ tasks: ["gsm8k"], workers: ["a"] })).toMatchObject({
    status: 404,
    body: { detail: expect.stringMatching(/dataset openai\/gsm8k.*assay dataset add/) },
  });
  const { train } = benchmark.splits;
  await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", splits: { train } } });
  expect(await start({ tasks: ["gsm8k"], workers: ["a"] })).toMatchObject({
    status: 404,
    body: { detail: expect.stringMatching(/needs the split test.*has train/) },
  });
  expect(await start({ tasks: ["gsm8k"], workers: ["a"], limit: 0 })).toMatchObject({ status: 400, body: { field: "limit" } });
  expect(await start({ tasks: ["gsm8k"], workers: ["a"], limits: 3 })).toMatchObject({ status: 400, body: { field: "limits" } });
  expect((await server.call<{ runs: unknown[] }>("GET", "/assay/v1/runs")).body.runs).toEqual([]);
});

test("few-shot examples that are missing are an error for workers that read prompts, and a warning for recordings", async () => {
  using benchmark = makeRecordedBenchmark(3);
  await using server = await startTestServer();
  const { test: testSplit } = benchmark.splits;
  await server.call("POST", "/assay/v1/datasets", { body: { name: "openai/gsm8k", splits: { test: testSplit } } });
  await addReplay(
    server,
    "recorded",
    benchmark.record("recorded", () => true),
  );
  await server.call("POST", "/assay/v1/workers", { body: { name: "sim", kind: "simulated", skill: 1 } });
  const refused = await server.call<{ detail: string }>("POST", "/assay/v1/runs", { body: { tasks: ["gsm8k"], workers: ["all"] } });
  expect(refused).toMatchObject({
    status: 404,
    body: { detail: expect.stringMatching(/needs the split train.*few-shot.*--num_fewshot 0/) },
  });
  const result = await evaluate(server, { tasks: ["gsm8k"], workers: ["recorded"] });
  expect(result.warnings[0]).toMatch(/no split train for the few-shot examples of gsm8k/);
  expect(result.tasks["gsm8k"]?.workers["recorded"]?.metrics[FLEXIBLE]).toBe(1);
});

test("a cancelled run keeps what it has and is resumed to its end, each document once", async () => {
  await using server = await startTestServer();
  await server.call("POST", "/assay/v1/workers", {
    body: { name: "slow", kind: "simulated", skill: 0.5, latencyMs: 20, maxConcurrency: 4 },
  });
  const { body: run } = await server.call<RunDetail>("POST", "/assay/v1/runs", {
    body: { tasks: ["fresh_arithmetic"], workers: ["slow"], limit: 300 },
  });
  const state = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${run.id}`)).body;
  await expect.poll(async () => (await state()).answered, { interval: 20, timeout: 30_000 }).toBeGreaterThan(0);
  expect((await server.call("POST", `/assay/v1/runs/${run.id}/cancel`)).status).toBe(200);
  const cancelled = await state();
  expect(cancelled.state).toBe("cancelled");
  expect((await server.call("POST", `/assay/v1/runs/${run.id}/cancel`)).status).toBe(409);
  expect((await server.call("POST", `/assay/v1/runs/${run.id}/resume`)).status).toBe(200);
  await expect.poll(async () => (await state()).state, { timeout: 60_000, interval: 50 }).toBe("done");
  expect(await state()).toMatchObject({ instanceCount: 300, answered: 300, scored: 300 });
  expect((await server.call("POST", `/assay/v1/runs/${run.id}/resume`)).status).toBe(409);
});
