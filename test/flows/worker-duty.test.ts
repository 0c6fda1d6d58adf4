import { expect, test } from "vitest";
import type { RunDetail } from "../../src/evals/index.ts";
import type { WorkerSnapshot } from "../../src/workers/index.ts";
import { runCommand } from "../support/command-line.ts";
import { openNetwork } from "../support/network.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse } from "../support/upstream.ts";

const PATH = "/assay/v1/workers";
/** Milliseconds for a test that starts processes, one after the other. */
const PROCESSES_MS = 120_000;
const POLL = { timeout: 30_000, interval: 20 };

function order(server: TestServer, name: string, verb: "pause" | "drain" | "resume") {
  return server.call<WorkerSnapshot>("POST", `${PATH}/${encodeURIComponent(name)}/${verb}`);
}

async function runOf(server: TestServer, id: string): Promise<RunDetail> {
  return (await server.call<RunDetail>("GET", `/assay/v1/runs/${id}`)).body;
}

test("the network passes a paused worker over, and says so where nobody else is", async () => {
  await using server = await startTestServer();
  await using network = await openNetwork(server, [converse("one"), converse("two")]);
  const [first = "", second = ""] = network.names;
  const ask = (model: string) =>
    server.call("POST", "/v1/chat/completions", { body: { model, messages: [{ role: "user", content: "?" }] } });
  expect(await order(server, first, "pause")).toMatchObject({ status: 200, body: { name: first, state: "paused" } });
  for (let turn = 0; turn < 3; turn++) expect((await ask("assay/random")).headers.get("x-assay-worker")).toBe(second);
  expect((await ask(first)).status).toBe(503);
  expect((await order(server, second, "drain")).body.state).toBe("draining");
  expect((await ask("assay/random")).status).toBe(503);
  expect((await order(server, first, "resume")).body.state).toBe("registered");
  expect((await ask(first)).status).toBe(200);
  expect(await order(server, "nobody", "drain")).toMatchObject({ status: 404, body: { code: "not_found", field: "name" } });
});

test("a run waits for a drained worker, says so, and goes on when it is resumed; removed, its documents are given up", async () => {
  await using server = await startTestServer();
  for (const name of ["quick", "held", "leaving"]) {
    await server.call("POST", PATH, { body: { kind: "simulated", name, skill: 1 } });
  }
  await order(server, "held", "drain");
  await order(server, "leaving", "pause");
  const body = { tasks: ["fresh_arithmetic"], workers: ["all"], limit: 20 };
  const { id } = (await server.call<RunDetail>("POST", "/assay/v1/runs", { body })).body;
  const workerOf = async (name: string) => (await runOf(server, id)).workers.find((worker) => worker.name === name);
  await expect.poll(async () => (await workerOf("quick"))?.state, POLL).toBe("done");
  expect(await workerOf("held")).toMatchObject({ held: "draining", answered: 0, error: null });
  expect(await workerOf("leaving")).toMatchObject({ held: "paused", answered: 0 });
  await order(server, "held", "resume");
  await expect.poll(async () => (await workerOf("held"))?.state, POLL).toBe("done");
  await server.call("DELETE", `${PATH}/leaving`);
  await expect.poll(async () => (await runOf(server, id)).state, POLL).toBe("done");
  const run = await runOf(server, id);
  expect(run.workers.map(({ name, scored, held }) => [name, scored, held])).toEqual([
    ["quick", 20, null],
    ["held", 20, null],
    ["leaving", 20, null],
  ]);
  expect((await workerOf("leaving"))?.error).toMatch(/There is no worker/);
});

test("a run that waits for a paused worker can be cancelled", async () => {
  await using server = await startTestServer();
  await server.call("POST", PATH, { body: { kind: "simulated", name: "held", skill: 1 } });
  await order(server, "held", "pause");
  const body = { tasks: ["fresh_arithmetic"], workers: ["held"], limit: 5 };
  const { id } = (await server.call<RunDetail>("POST", "/assay/v1/runs", { body })).body;
  await expect.poll(async () => (await runOf(server, id)).workers[0]?.state, POLL).toBe("requesting");
  expect((await server.call("POST", `/assay/v1/runs/${id}/cancel`)).status).toBe(200);
  await order(server, "held", "resume");
  expect(await runOf(server, id)).toMatchObject({ state: "cancelled", answered: 0 });
});

test("the command line pauses, drains and resumes", { timeout: PROCESSES_MS }, async () => {
  await using server = await startTestServer();
  await server.call("POST", PATH, { body: { kind: "simulated", name: "sim", skill: 1 } });
  const assay = (...words: string[]) =>
    runCommand(["worker", ...words], { ASSAY_DATA_DIR: server.dataDirectory, NO_COLOR: "1" }, server.dataDirectory);
  expect(await assay("pause", "sim")).toMatchObject({ code: 0, out: "Worker sim is paused; 0 in flight.\n" });
  expect((await assay("list")).out).toMatch(/\bsim +simulated +paused\b/);
  expect(await assay("drain", "sim", "--wait")).toMatchObject({ code: 0, out: "Worker sim is drained.\n" });
  expect(JSON.parse((await assay("resume", "sim", "--json")).out)).toMatchObject({ name: "sim", state: "registered" });
  expect(await assay("drain", "nobody")).toMatchObject({ code: 1, err: expect.stringContaining("There is no worker nobody") });
});
