import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { WorkerSnapshot } from "../../src/workers/index.ts";
import { runCommand, type Finished } from "../support/command-line.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { startUpstream, type Play } from "../support/upstream.ts";

const PATH = "/assay/v1/workers";
/** Milliseconds for a test that starts processes, one after the other. */
const PROCESSES_MS = 180_000;
const directory = mkdtempSync(join(tmpdir(), "assay-workers-"));
afterAll(() => rmSync(directory, { recursive: true }));

const models: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"data": [{"id": "qwen"}, {"id": "phi"}]}');
};

async function workersOf(server: TestServer): Promise<WorkerSnapshot[]> {
  return (await server.call<{ workers: WorkerSnapshot[] }>("GET", PATH)).body.workers;
}

/** The command line, in a directory of the test, against the test's server. */
function assay(server: TestServer, ...words: string[]): Promise<Finished> {
  return runCommand(["worker", ...words], { ASSAY_DATA_DIR: server.dataDirectory, NO_COLOR: "1" }, directory);
}

test("a worker is registered, listed without its key, probed under its URL-encoded name, and removed", async () => {
  await using upstream = await startUpstream(models);
  await using server = await startTestServer();
  const body = { kind: "openai", name: "org/local:1", baseUrl: upstream.baseUrl, model: "qwen", apiKey: "sk-secret", roles: ["judge"] };
  const made = await server.call<WorkerSnapshot>("POST", PATH, { body });
  expect([made.status, made.body]).toEqual([201, (await workersOf(server))[0]]);
  expect(made.body).toMatchObject({
    name: "org/local:1",
    kind: "openai",
    simulated: false,
    owner: null,
    roles: ["judge"],
    model: "qwen",
    state: "registered",
    maxConcurrency: 8,
    concurrency: 8,
    inFlight: 0,
    faults: {},
    p50Ms: null,
    lastSuccessAt: null,
    incentive: { value: 1, low: 0, high: 1 },
  });
  expect(JSON.stringify(await workersOf(server))).not.toContain("sk-secret");

  const path = `${PATH}/${encodeURIComponent("org/local:1")}`;
  expect((await server.call("POST", `${path}/ping`)).body).toMatchObject({ worker: "org/local:1", models: ["qwen", "phi"] });
  expect(upstream.requests[0]).toMatchObject({ path: "/v1/models", headers: { authorization: "Bearer sk-secret" } });
  expect((await server.call("DELETE", path)).status).toBe(204);
  expect(await workersOf(server)).toEqual([]);
  expect(await server.call("DELETE", path)).toMatchObject({ status: 404, body: { code: "not_found", field: "name" } });
  expect((await server.call("POST", `${path}/ping`)).status).toBe(404);
});

test("what is wrong is said by its field, and changes nothing", async () => {
  await using server = await startTestServer();
  const good = { kind: "simulated", name: "a", skill: 0.5 };
  await server.call("POST", PATH, { body: good });
  const openai = { kind: "openai", name: "b", baseUrl: "http://127.0.0.1:1/v1", model: "m" };
  const refused: [Record<string, unknown>, number, string][] = [
    [{ ...good, skill: 2 }, 400, "skill"],
    [{ ...good, name: "b", speed: 9 }, 400, "speed"],
    [{ ...good, name: "b\r\nx-injected: 1" }, 400, "name"],
    [{ ...good, kind: "oracle" }, 400, "kind"],
    [{ ...openai, baseUrl: "ftp://host/v1" }, 400, "baseUrl"],
    [{ ...openai, maxConcurrency: 0 }, 400, "maxConcurrency"],
    [{ ...openai, initialConcurrency: "many" }, 400, "initialConcurrency"],
    [{ kind: "replay", name: "b" }, 400, "recording"],
    [good, 409, "name"],
  ];
  for (const [body, status, field] of refused) {
    const answer = await server.call<{ field?: string }>("POST", PATH, { body });
    expect([answer.status, answer.body.field], JSON.stringify(body)).toEqual([status, field]);
  }
  expect((await workersOf(server)).map(({ name }) => name)).toEqual(["a"]);
});

test("a worker that is not there is said so, by its name, when it is probed", async () => {
  const gone = await startUpstream(() => {});
  await gone[Symbol.asyncDispose]();
  await using server = await startTestServer();
  await server.call("POST", PATH, { body: { kind: "openai", name: "down", baseUrl: gone.baseUrl, model: "m" } });
  await server.call("POST", PATH, { body: { kind: "replay", name: "lost", recording: "/nowhere/lost.jsonl" } });
  const down = await server.call<{ detail: string }>("POST", `${PATH}/down/ping`);
  expect(down.status).toBe(502);
  expect(down.body.detail).toMatch(/^The worker down failed: The connection to .* failed/);
  const lost = await server.call<{ detail: string }>("POST", `${PATH}/lost/ping`);
  expect(lost.status).toBe(400);
  expect(lost.body.detail).toMatch(/The recording of lost cannot be read/);
});

test("the command line adds, lists, pings and removes", { timeout: PROCESSES_MS }, async () => {
  await using upstream = await startUpstream(models);
  await using server = await startTestServer();
  const recording = join(directory, "few.jsonl");
  writeFileSync(recording, '{"id": 1, "text": "a"}\n');
  expect(await assay(server, "list")).toMatchObject({ code: 0, out: expect.stringContaining("No worker yet") });
  const local = ["local", "--base-url", upstream.baseUrl, "--model", "qwen", "--max-concurrency", "16", "--initial-concurrency", "4"];
  expect(await assay(server, "add", ...local)).toMatchObject({ code: 0, out: expect.stringMatching(/^Worker local has the uid \d+\.$/m) });
  expect((await assay(server, "add", "few", "--kind", "replay", "--recording", "few.jsonl")).code).toBe(0);
  expect((await assay(server, "add", "sim", "--kind", "simulated", "--skill", "0.9")).code).toBe(0);

  const listed = await assay(server, "list");
  for (const row of [/\blocal +openai +registered +0\/4\b/, /\bfew +replay\b/, /\bsim +simulated\b.*0\.3333/])
    expect(listed.out).toMatch(row);
  const { workers } = JSON.parse((await assay(server, "list", "--json")).out) as { workers: WorkerSnapshot[] };
  expect(workers.map(({ name, maxConcurrency }) => [name, maxConcurrency])).toEqual([
    ["local", 16],
    ["few", 64],
    ["sim", 8],
  ]);

  const ping = await assay(server, "ping", "local");
  expect(ping.out).toMatch(/^local answered in [\d.]+ ms\. It serves qwen, phi\.$/m);
  expect(await assay(server, "remove", "local")).toMatchObject({ code: 0, out: expect.stringContaining("Worker local is removed.") });
  expect((await workersOf(server)).map(({ name }) => name)).toEqual(["few", "sim"]);
});

test(
  "the command line says what is wrong, and its code tells a mistyped command from a refused one",
  { timeout: PROCESSES_MS },
  async () => {
    await using server = await startTestServer();
    const cases: [string[], number, RegExp][] = [
      [["add", "sim", "--kind", "simulated", "--skill", "much"], 2, /--skill much: a number is expected/],
      [["add", "o", "--kind", "openai", "--model", "m"], 1, /baseUrl/],
      [["add", "--kind", "simulated"], 2, /NAME/],
      [["remove", "nobody"], 1, /There is no worker nobody/],
      [["ping", "nobody"], 1, /There is no worker nobody/],
    ];
    for (const [words, code, message] of cases) {
      const finished = await assay(server, ...words);
      expect([finished.code, finished.err], words.join(" ")).toEqual([code, expect.stringMatching(message)]);
    }
    expect(await workersOf(server)).toEqual([]);
  },
);
