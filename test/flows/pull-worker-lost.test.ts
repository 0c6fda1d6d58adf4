import { expect, test } from "vitest";
import type { RunDetail, RunResult } from "../../src/evals/index.ts";
import { startCommand } from "../support/command-line.ts";
import { startCuttableNetwork } from "../support/cuttable.ts";
import { temporaryDirectory, testDatabaseSettings } from "../support/database.ts";
import { startJoined } from "../support/joined.ts";
import { silence, when } from "../support/plays.ts";
import { makeRecordedBenchmark } from "../support/recorded.ts";
import { startTestServer } from "../support/server.ts";
import { answer, startUpstream } from "../support/upstream.ts";

const DOCUMENTS = 60;

test("an evaluation completes, every document answered, while the connection is cut twice", async () => {
  using benchmark = makeRecordedBenchmark(DOCUMENTS);
  const goes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // Of the requests that are held some are lost with each cut, and asked again.
  await using upstream = await startUpstream((request, response, control) => {
    const go = control.number === 20 ? goes[0] : control.number === 40 ? goes[1] : undefined;
    const play = answer("So the answer is #### 42");
    return go ? when(go.promise, play)(request, response, control) : play(request, response, control);
  });
  await using server = await startTestServer();
  await using network = await startCuttableNetwork(server.url);
  await using _joined = await startJoined({ url: network.url, name: "gpu-1", upstream, options: ["--max-concurrency", "4"] });
  const dataset = { name: "openai/gsm8k", config: "main", splits: benchmark.splits };
  expect((await server.call("POST", "/assay/v1/datasets", { body: dataset })).status).toBe(201);
  const { body: run } = await server.call<RunDetail>("POST", "/assay/v1/runs", { body: { tasks: ["gsm8k"], workers: ["gpu-1"] } });

  for (const [index, held] of [20, 40].entries()) {
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(held);
    network.cut();
    await upstream.callerLeft(held);
    goes[index]?.resolve();
  }
  const state = async () => (await server.call<RunDetail>("GET", `/assay/v1/runs/${run.id}`)).body.state;
  await expect.poll(state, { timeout: 40_000 }).toBe("done");
  const { body: result } = await server.call<RunResult>("GET", `/assay/v1/runs/${run.id}/results`);
  expect(result.tasks["gsm8k"]?.workers["gpu-1"]).toMatchObject({ n: DOCUMENTS, errors: {} });
  expect(upstream.requests.length).toBeGreaterThan(DOCUMENTS);
}, 90_000);

test("a silent network is found out by the heartbeats of both sides, and the process comes back", async () => {
  await using upstream = await startUpstream(silence);
  await using server = await startTestServer({ pull: { heartbeatMs: 50, lostAfterMs: 500 } });
  await using network = await startCuttableNetwork(server.url);
  await using joined = await startJoined({ url: network.url, name: "gpu-1", upstream });
  const body = { model: "gpu-1", messages: [{ role: "user", content: "hi" }] };
  const asked = server.call("POST", "/v1/chat/completions", { body });
  await expect.poll(() => upstream.inFlight).toBe(1);
  network.freeze();
  expect(await asked).toMatchObject({ status: 502 });
  await upstream.callerLeft(1);
  expect(await joined.line("err")).toMatch(/Connecting again in \d+\.\d s\.$/);
  await expect.poll(() => server.app.workers.find("gpu-1")?.state, { timeout: 10_000 }).not.toBe("gone");
});

test("after a restart of the server the process comes back by itself, as the same worker", async () => {
  await using upstream = await startUpstream(answer("42"));
  using directory = temporaryDirectory();
  await using own = await testDatabaseSettings();
  const { dataDirectory, url: databaseUrl } = own.settings;
  const serve = async (port: string) => {
    const environment = { ASSAY_DATA_DIR: dataDirectory, PORT: port, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
    const server = startCommand(["serve", "--json"], environment, directory.path);
    return { ...server, url: (JSON.parse(await server.line()) as { url: string }).url };
  };
  const workersOf = async (url: string) =>
    ((await (await fetch(`${url}/assay/v1/workers`)).json()) as { workers: { uid: number; name: string; state: string }[] }).workers;

  await using first = await serve("0");
  await using joined = await startJoined({ url: first.url, name: "gpu-1", upstream });
  const [before] = await workersOf(first.url);
  first.signal("SIGTERM");
  expect(await first.ended).toBe(0);
  expect(await joined.line("err")).toMatch(/^the server is stopping/);

  await using second = await serve(new URL(first.url).port);
  await expect.poll(async () => (await workersOf(second.url))[0]?.state, { timeout: 40_000 }).toBe("registered");
  expect((await workersOf(second.url)).map(({ uid, name }) => ({ uid, name }))).toEqual([{ uid: before?.uid, name: "gpu-1" }]);
  const body = JSON.stringify({ model: "gpu-1", messages: [{ role: "user", content: "hi" }] });
  const headers = { "content-type": "application/json" };
  expect((await fetch(`${second.url}/v1/chat/completions`, { method: "POST", headers, body })).status).toBe(200);
}, 60_000);

test("a stopping server lets connected workers finish what HTTP waits for", async () => {
  const go = Promise.withResolvers<void>();
  await using upstream = await startUpstream(when(go.promise, answer("finished")));
  const server = await startTestServer();
  await using joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const body = { model: "gpu-1", messages: [{ role: "user", content: "hi" }] };
  const asked = server.call("POST", "/v1/chat/completions", { body });
  await expect.poll(() => upstream.inFlight).toBe(1);
  const disposed = server[Symbol.asyncDispose]();
  await expect.poll(() => server.app.workers.find("gpu-1")?.state).toBe("gone");
  go.resolve();
  expect((await asked).status).toBe(200);
  await disposed;
  expect(await joined.line("err")).toMatch(/^the server is stopping/);
});
