import { expect, test } from "vitest";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { runCommand, startCommand } from "../support/command-line.ts";
import { testDatabaseSettings } from "../support/database.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, fail, startUpstream, type Play, type Upstream } from "../support/upstream.ts";

const DOCUMENTS = 60;

/** Every third request fails in a way that may pass: it is repeated, and each repetition is a call. */
const faulty: Play = (request, response, control) => (control.number % 3 === 0 ? fail(500) : answer("17"))(request, response, control);

async function addWorkers(server: TestServer, upstream: Upstream, more: object = {}): Promise<void> {
  for (const name of ["a", "b", "c"]) {
    const body = { name, kind: "openai", baseUrl: upstream.baseUrl, model: "m", maxConcurrency: 8, ...more };
    expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
  }
}

async function start(server: TestServer, budget: object): Promise<RunDetail> {
  const settings = { tasks: ["fresh_arithmetic"], workers: ["all"], limit: DOCUMENTS, patienceSeconds: 60, budget };
  const { status, body } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: settings });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

async function untilOver(server: TestServer, id: string): Promise<RunDetail> {
  const read = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body;
  await expect.poll(async () => (await read()).state, { timeout: 30_000, interval: 20 }).toMatch(/done|failed|exhausted/);
  return read();
}

test("a cap on calls holds over several workers and repeated calls; more budget finishes the run without asking twice", async () => {
  await using upstream = await startUpstream(faulty);
  await using server = await startTestServer();
  await addWorkers(server, upstream);
  const { id } = await start(server, { calls: 100 });
  const spent = await untilOver(server, id);
  expect(upstream.requests).toHaveLength(100);
  expect(spent).toMatchObject({ state: "exhausted", spent: { calls: 100 } });
  expect(spent.error).toMatch(
    /^Its budget has no room for another call \(100 of 100 calls are charged\); \d+ of 180 answers were not asked for\.$/,
  );
  expect(spent.answered).toBe(spent.scored);
  const open = spent.workers.filter((worker) => worker.answered < DOCUMENTS);
  expect(open.every((worker) => worker.state === "stopped" && worker.error?.includes("the run's budget is spent"))).toBe(true);
  const { body: results } = await server.call<RunResult>("GET", `/assay/v1/runs/${id}/results`);
  expect(results.warnings).toHaveLength(open.length);

  const refused = await server.call("POST", `/assay/v1/runs/${id}/resume`, { body: {} });
  expect(refused).toMatchObject({ status: 409, body: { field: "budget" } });
  const tooLittle = await server.call("POST", `/assay/v1/runs/${id}/resume`, { body: { budget: { calls: 100 } } });
  expect(tooLittle).toMatchObject({
    status: 400,
    body: { field: "budget.calls", detail: expect.stringContaining("100 are charged already") },
  });
  expect((await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body.state).toBe("exhausted");

  expect((await server.call("POST", `/assay/v1/runs/${id}/resume`, { body: { budget: { calls: 10_000 } } })).status).toBe(200);
  const done = await untilOver(server, id);
  expect(done).toMatchObject({ state: "done", scored: 180, settings: { budget: { calls: 10_000 } } });
  expect(done.spent?.calls).toBe(upstream.requests.length);
});

test("tokens and money are charged what was really used, and bounds never exceed a cap", async () => {
  // 3 tokens in and 5 out by its own account.
  await using upstream = await startUpstream(answer("17"));
  await using server = await startTestServer();
  await addWorkers(server, upstream, { inputPrice: 1_000_000, outputPrice: 2_000_000 });
  const all = await untilOver(server, (await start(server, { tokens: 500_000, usd: 5 })).id);
  expect(all).toMatchObject({ state: "done", warnings: [], spent: { calls: 180, tokens: 180 * 8, usd: (180 * 13) / 1_000_000 } });

  const maxTokens = Number(upstream.requests[0]?.body["max_tokens"]);
  // Room for one call's bound at a time, and for some fifty calls by what they really take.
  const cap = maxTokens + 700;
  const some = await untilOver(server, (await start(server, { tokens: cap })).id);
  expect(some.state).toBe("exhausted");
  expect(some.spent?.tokens).toBe(8 * some.answered);
  expect(some.answered).toBeGreaterThan(5);
  expect(some.answered).toBeLessThan(100);
});

test("a budget that allows no call at all, names nothing, or caps what has no price", async () => {
  await using upstream = await startUpstream(answer("17"));
  await using server = await startTestServer();
  await addWorkers(server, upstream);
  const none = await untilOver(server, (await start(server, { tokens: 10 })).id);
  expect(none).toMatchObject({ state: "exhausted", scored: 0, error: expect.stringContaining("180 of 180 answers were not asked for") });
  expect(upstream.requests).toHaveLength(0);
  const settings = { tasks: ["fresh_arithmetic"], workers: ["all"], limit: 1, budget: {} };
  expect(await server.call("POST", "/assay/v1/runs", { body: settings })).toMatchObject({ status: 400, body: { field: "budget" } });
  expect((await start(server, { usd: 1 })).warnings).toEqual([
    "The cap on money does not bound a, b, c: no price is declared (inputPrice, outputPrice).",
  ]);
});

test("SIGKILL and resume keep the cap: what nobody saw the end of stays charged", { timeout: 120_000 }, async () => {
  const CAP = 150;
  await using upstream = await startUpstream((request, response, control) => {
    setTimeout(() => void answer("17")(request, response, control), 10);
  });
  await using own = await testDatabaseSettings();
  const { dataDirectory, url } = own.settings;
  const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: "0", LOG_LEVEL: "error", ...(url !== undefined && { DATABASE_URL: url }) };
  for (const name of ["a", "b"]) {
    const added = await runCommand(["worker", "add", name, "--base-url", upstream.baseUrl, "--model", "m"], environment, dataDirectory);
    expect(added.code, added.err).toBe(0);
  }
  const command = startCommand(
    ["eval", "--tasks", "fresh_arithmetic", "--workers", "all", "--limit", "200", "--budget", `calls=${CAP}`],
    environment,
    dataDirectory,
  );
  const [, id = ""] = /^Run (\S+):/.exec(await command.line("err")) ?? [];
  await expect.poll(() => upstream.requests.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(40);
  command.signal("SIGKILL");
  await command.ended;

  const resumed = await runCommand(["run", "resume", id], environment, dataDirectory);
  expect(resumed.code, resumed.err).toBe(11);
  expect(resumed.err).toContain(`Run ${id} is exhausted`);
  expect(resumed.err).toContain(`assay run resume ${id} --budget`);
  // Those in flight at the kill may have been asked twice, and both times are counted.
  expect(upstream.requests.length).toBeLessThanOrEqual(CAP);
  expect(upstream.requests.length).toBeGreaterThan(CAP - 20);
  const wrong = await runCommand(["run", "resume", id, "--budget", "calls=many"], environment, dataDirectory);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('"calls=many"') });
});
