import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post } from "../support/chat-stream.ts";
import { openNetwork, type Network } from "../support/network.ts";
import { headOnly, silence, when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { converse, fail, type Play } from "../support/upstream.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ environment: { HEDGE_AFTER: "off" } });
});
afterAll(() => server[Symbol.asyncDispose]());

const MESSAGES = [{ role: "user", content: "?" }];
const ask = (body: Record<string, unknown>, hedge: string, signal?: AbortSignal) =>
  post(
    server,
    "/v1/chat/completions",
    { model: "m", messages: MESSAGES, ...body },
    { headers: { "x-assay-hedge": hedge }, ...(signal && { signal }) },
  );

/** Slow first: whoever is asked first says nothing until he is told to, the other answers at once. */
async function openPair(slow: Play): Promise<Network & { first(): number }> {
  let asked = 0;
  const play: Play = (request, response, control) => (asked++ === 0 ? slow : converse("quick"))(request, response, control);
  const network = await openNetwork(server, [play, play]);
  return Object.assign(network, { first: () => network.upstreams.findIndex(({ aborted }) => aborted > 0) });
}

describe.each([true, false])("stream: %s", (stream) => {
  test.each([
    ["no head", silence],
    ["a head and no token", headOnly],
  ])("a second worker is asked beside one that sends %s, and the slow one is dropped without blame", async (_what, slow) => {
    await using network = await openPair(slow);
    const response = await ask({ stream }, "20");
    expect(await response.text()).toContain("quick");
    await network.calm();
    const first = network.first();
    const names = [network.names[first], network.names[1 - first]];
    expect(["x-assay-worker", "x-assay-workers", "x-assay-attempts"].map((name) => response.headers.get(name))).toEqual([
      names[1],
      names.join(","),
      "2",
    ]);
    expect(server.app.workers.find(names[0] ?? "")).toMatchObject({ failed: 0, faults: {} });
  });

  test("a caller who leaves while two are asked leaves both", async () => {
    await using network = await openNetwork(server, [silence, silence]);
    const leaving = new AbortController();
    const asking = ask({ stream }, "20", leaving.signal).catch((error: unknown) => error);
    await expect.poll(() => network.upstreams.map(({ inFlight }) => inFlight)).toEqual([1, 1]);
    leaving.abort();
    await Promise.all(network.upstreams.map((upstream) => upstream.callerLeft(1)));
    await asking;
    await network.calm();
    for (const name of network.names) expect(server.app.workers.find(name)).toMatchObject({ failed: 0, state: "registered" });
  });
});

test("off, and for a request that a provider keeps, one worker is asked at a time", async () => {
  for (const [body, hedge] of [
    [{}, "off"],
    [{ store: true }, "20"],
    [{ tools: [{ type: "mcp" }] }, "20"],
  ] as const) {
    const opened = Promise.withResolvers<void>();
    await using network = await openPair(when(opened.promise, converse("in the end")));
    const asking = ask(body, hedge);
    await expect.poll(() => network.upstreams.reduce((sum, { inFlight }) => sum + inFlight, 0)).toBe(1);
    setTimeout(opened.resolve, 60);
    const response = await asking;
    expect(await response.text()).toContain("in the end");
    expect(response.headers.get("x-assay-attempts")).toBe("1");
  }
});

test("what the server learns of its workers decides when a second one is asked", async () => {
  await using learned = await startTestServer();
  let asked = 0;
  // Each is asked twenty times at the least, before one of them falls silent once.
  const play: Play = (request, response, control) => (asked++ === 60 ? silence : converse("quick"))(request, response, control);
  await using network = await openNetwork(learned, [play, play]);
  const chat = () => post(learned, "/v1/chat/completions", { model: "m", messages: MESSAGES });
  for (let i = 0; i < 60; i++) expect((await chat()).headers.get("x-assay-attempts")).toBe("1");
  const response = await chat();
  expect(response.headers.get("x-assay-attempts")).toBe("2");
  expect(await response.text()).toContain("quick");
  await network.calm();
});

test("a wrong wish is refused by its name; a refused request changed nothing", async () => {
  await using network = await openNetwork(server, [fail(500)]);
  const response = await ask({}, "soon");
  expect([response.status, await response.json()]).toMatchObject([400, { error: { param: "x-assay-hedge" } }]);
  expect(network.upstreams[0]?.requests).toHaveLength(0);
});

test("every answer has a request id, of its own", async () => {
  const ids = await Promise.all(
    ["/v1/models", "/v1/models", "/health", "/v1/none"].map(async (path) => (await fetch(server.url + path)).headers.get("x-request-id")),
  );
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
});
