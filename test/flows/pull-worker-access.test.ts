import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startJoined, startJoining } from "../support/joined.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answer, startUpstream } from "../support/upstream.ts";

const ADMIN = "sesame-open-yourself";

/** A process of another hand, which says what the test wants. */
function connectBy(server: TestServer, query: Record<string, string> = {}, headers: Record<string, string> = {}): WebSocket {
  const all = { protocol: "1", name: "by-hand", instance: randomUUID(), ...query };
  const url = `${server.url.replace("http", "ws")}/assay/v1/workers/connect?${new URLSearchParams(all)}`;
  return new WebSocket(url, { headers });
}

/** Status and body of the refusal. */
async function refusedBy(server: TestServer, query: Record<string, string>, headers: Record<string, string> = {}) {
  const socket = connectBy(server, query, headers);
  socket.on("error", () => {});
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, NodeJS.ReadableStream & { statusCode: number }];
  let text = "";
  for await (const part of response) text += String(part);
  return { status: response.statusCode, body: JSON.parse(text) as unknown };
}

async function addKey(server: TestServer, name: string, scope: string): Promise<string> {
  const body = { name, scopes: [scope] };
  return (await server.call<{ key: string }>("POST", "/assay/v1/keys", { body, headers: { api_key: ADMIN } })).body.key;
}

test("keys are checked before the upgrade: without one 401, without the scope 403, as on any route", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: ADMIN } });
  await using upstream = await startUpstream(answer("42"));
  const reader = await addKey(server, "reader", "read");
  expect(await refusedBy(server, {})).toMatchObject({ status: 401, body: { code: "unauthorized" } });
  expect(await refusedBy(server, {}, { authorization: `Bearer ${reader}` })).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect(server.app.workers.list()).toEqual([]);

  await using joining = startJoining({ url: server.url, name: "gpu-1", upstream, options: ["--key", reader] });
  expect(JSON.parse(await joining.line())).toMatchObject({
    error: { code: "forbidden", message: expect.stringContaining("this needs worker") },
  });
  expect(await joining.ended).toBe(1);
});

test("a name stays with the key that registered it", async () => {
  await using server = await startTestServer({ environment: { EXPECTED_ACCESS_KEY: ADMIN } });
  await using upstream = await startUpstream(answer("42"));
  const [mine, yours] = [await addKey(server, "mine", "worker"), await addKey(server, "yours", "worker")];
  const first = await startJoined({ url: server.url, name: "gpu-1", upstream, options: ["--key", mine] });
  const uid = server.app.workers.find("gpu-1")?.uid;
  expect(await refusedBy(server, { name: "gpu-1" }, { authorization: `Bearer ${yours}` })).toMatchObject({
    status: 409,
    body: { field: "name", detail: expect.stringContaining("registered by somebody else") },
  });
  await first[Symbol.asyncDispose]();
  await using _again = await startJoined({ url: server.url, name: "gpu-1", upstream, options: ["--key", mine] });
  expect(server.app.workers.find("gpu-1")?.uid).toBe(uid);

  const body = { name: "http", kind: "openai", baseUrl: upstream.baseUrl, model: "m" };
  await server.call("POST", "/assay/v1/workers", { body, headers: { api_key: ADMIN } });
  expect(await refusedBy(server, { name: "http" }, { authorization: `Bearer ${mine}` })).toMatchObject({ status: 409 });
});

test("pages of other sites may not join a server that is open to this machine", async () => {
  await using server = await startTestServer();
  const foreign = await refusedBy(server, {}, { origin: "https://elsewhere.example" });
  expect(foreign).toMatchObject({ status: 403, body: { field: "origin" } });
});

test.each([
  [{ name: " no name " }, "name"],
  [{ maxConcurrency: "0" }, "maxConcurrency"],
  [{ maxConcurrency: "many" }, "maxConcurrency"],
  [{ protocol: "2" }, "protocol"],
  [{ instance: "me" }, "instance"],
  [{ color: "red" }, "color"],
])("an introduction with %j is refused by its field, and changes nothing", async (query, field) => {
  await using server = await startTestServer();
  expect(await refusedBy(server, query)).toMatchObject({ status: 400, body: { field } });
  expect(server.app.workers.list()).toEqual([]);
});

test("without a WebSocket the route says what it is for, and other routes do not upgrade", async () => {
  await using server = await startTestServer();
  const query = new URLSearchParams({ protocol: "1", name: "n", instance: randomUUID() });
  expect(await server.call("GET", `/assay/v1/workers/connect?${query}`)).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining("assay worker join") },
  });
  const elsewhere = new WebSocket(`${server.url.replace("http", "ws")}/health`);
  elsewhere.on("error", () => {});
  const [, response] = (await once(elsewhere, "unexpected-response")) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(200);
  elsewhere.terminate();
});

test("a client that only wishes for HTTP/2 is served as before, body and all", async () => {
  await using server = await startTestServer();
  const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "content-type": "application/json" };
  const asked = request(`${server.url}/assay/v1/workers`, { method: "POST", headers });
  asked.end(JSON.stringify({ name: "s", kind: "simulated", skill: 1 }));
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(201);
});

test.each<[string, string | Buffer, number, string]>([
  ["no JSON", "{", 1008, "a text frame is one JSON object"],
  ["an unknown kind", '{"type":"dance"}', 1008, "type"],
  ["an unknown field", '{"type":"drain","now":true}', 1008, "frame"],
  ["a request that is not there", '{"type":"end","id":7}', 1008, "there is no request 7"],
  ["bytes without an id", Buffer.from([1, 2]), 1008, "4 bytes of id"],
  ["a frame over 8 MiB", Buffer.alloc(8 * 1024 * 1024 + 1), 1009, ""],
])("a frame with %s closes the connection with its reason", async (_what, frame, code, reason) => {
  await using server = await startTestServer();
  const socket = connectBy(server);
  const closed = once(socket, "close");
  const [welcome] = (await once(socket, "message")) as [Buffer];
  expect(JSON.parse(welcome.toString())).toMatchObject({ type: "welcome", lostAfterMs: 30_000 });
  socket.send(frame);
  const [closedWith, said] = (await closed) as [number, Buffer];
  expect({ code: closedWith, reason: said.toString() }).toEqual({ code, reason: expect.stringContaining(reason) });
  await expect.poll(() => server.app.workers.find("by-hand")?.state).toBe("gone");
});

test("who answers out of order is cut off, and the request fails as a lost connection", async () => {
  await using server = await startTestServer();
  const socket = connectBy(server);
  const closed = once(socket, "close");
  socket.on("message", (message, isBinary) => {
    const frame = isBinary ? {} : (JSON.parse(String(message)) as { type?: string; id?: number });
    if (frame.type === "request") socket.send(JSON.stringify({ type: "end", id: frame.id }));
  });
  await once(socket, "open");
  await expect.poll(() => server.app.workers.find("by-hand")?.state).toBe("registered");
  const body = { model: "by-hand", messages: [{ role: "user", content: "hi" }] };
  expect(await server.call("POST", "/v1/chat/completions", { body })).toMatchObject({ status: 502 });
  const [code, reason] = (await closed) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([1008, "a response begins with its head"]);
  // Asked once, and once more in case it was back already.
  expect(server.app.workers.find("by-hand")).toMatchObject({ inFlight: 0, faults: { connection: 2 } });
});

test("a worker that is removed is disconnected, and its process ends", async () => {
  await using server = await startTestServer();
  await using upstream = await startUpstream(answer("42"));
  await using joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  expect((await server.call("DELETE", "/assay/v1/workers/gpu-1")).status).toBe(204);
  expect(await joined.ended).toBe(1);
});
