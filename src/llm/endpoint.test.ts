import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { answer, chunk, fail, inTurn, startUpstream, stream, type Play } from "../../test/support/upstream.ts";
import { VERSION } from "../lib/version.ts";
import { callForText, complete } from "./complete.ts";
import { Endpoint, type EndpointOptions } from "./endpoint.ts";
import { streamCompletion } from "./stream-completion.ts";

const PATH = "/chat/completions";
const LONG = { timeoutMs: 30_000 };
const SILENT: Play = () => {};
/** Says the caller's key back. */
const ECHO: Play = ({ headers }, response) => {
  response.writeHead(401, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { message: `No key\u0000\u001b[31m ${headers.authorization}\nhere` } }));
};
const HTML: Play = (_request, response) => void response.end("<p>sk-secret</p>");
const HEAD_ONLY: Play = (_request, response) => response.writeHead(200).flushHeaders();
const BEGUN: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${chunk("a")}\n\n`);
};
const PART = Buffer.alloc(1024 * 1024, "x");
const ENDLESS: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const write = () => {
    while (!response.destroyed && response.write(PART));
  };
  response.on("drain", write);
  write();
};

function open(baseUrl: string, options: Partial<EndpointOptions> = {}): Endpoint {
  return new Endpoint({ baseUrl, connections: 1, allowPrivate: true, ...options });
}

/** A server that answers every connection with these bytes and no HTTP of its own; `await using`. */
async function startRaw(bytes: string): Promise<AsyncDisposable & { baseUrl: string }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

test("sends what the endpoint's address says: path, query and password; and says who asks", async () => {
  await using upstream = await startUpstream(answer("hi"));
  const url = upstream.baseUrl.replace("http://", "http://me:p%40ss@");
  await using endpoint = open(`${url}/?api-version=2`);
  await complete(endpoint, PATH, "{}", LONG);
  expect(upstream.requests[0]?.path).toBe("/v1/chat/completions?api-version=2");
  expect(upstream.requests[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
    "content-type": "application/json",
    "user-agent": `assay/${VERSION}`,
  });
  expect(endpoint.label).toBe(upstream.baseUrl);
  await callForText(endpoint, "/models", null, LONG);
  expect(upstream.requests[1]?.headers).not.toHaveProperty("content-type");
});

test("a key goes before a password, and what cannot stand in a header is never sent", async () => {
  await using upstream = await startUpstream(answer("hi"));
  await using good = open(upstream.baseUrl.replace("http://", "http://me:pass@"), { apiKey: "sk-1" });
  await complete(good, PATH, "{}", LONG);
  expect(upstream.requests[0]?.headers.authorization).toBe("Bearer sk-1");
  await using bad = open(upstream.baseUrl, { apiKey: "sk\r\nx-injected: 1" });
  await expect(complete(bad, PATH, "{}", LONG)).rejects.toMatchObject({ kind: "bad_request" });
  expect(upstream.requests).toHaveLength(1);
});

test("a key that the endpoint echoes does not reach the sentence, nor do control characters", async () => {
  await using upstream = await startUpstream(inTurn(ECHO, HTML));
  await using endpoint = open(upstream.baseUrl, { apiKey: "sk-secret" });
  await expect(complete(endpoint, PATH, "{}", LONG)).rejects.toThrow(`${upstream.baseUrl} answered 401: No key [31m Bearer [key] here`);
  const error: unknown = await complete(endpoint, PATH, "{}", LONG).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("<p>[key]</p>");
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("sk-secret");
});

test("one connection serves many calls, also after streams that were read to the end", async () => {
  await using upstream = await startUpstream(inTurn(answer("1"), stream("2"), fail(500), answer("4")));
  await using endpoint = open(upstream.baseUrl);
  await complete(endpoint, PATH, "{}", LONG);
  await streamCompletion(endpoint, PATH, "{}", { onEvent() {} }, LONG);
  await expect(complete(endpoint, PATH, "{}", LONG)).rejects.toMatchObject({ kind: "server_error" });
  await complete(endpoint, PATH, "{}", LONG);
  expect(upstream.requests).toHaveLength(4);
  expect(upstream.connections).toBe(1);
});

test.each([
  ["what is not HTTP", "SSH-2.0-OpenSSH_9.9\r\n", "bad_response", /does not speak HTTP as it should/],
  ["headers without an end", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(64 * 1024)}\r\n\r\n`, "bad_response", /does not speak HTTP/],
  ["no answer at all", "", "connection", /The connection to .* failed: other side closed/],
  ["less than it promised", 'HTTP/1.1 200 OK\r\ncontent-length: 90\r\n\r\n{"choices"', "bad_response", /broke off its answer/],
])("an endpoint that sends %s", async (_what, bytes, kind, message) => {
  await using raw = await startRaw(bytes);
  await using endpoint = open(raw.baseUrl);
  const got = complete(endpoint, PATH, "{}", LONG);
  await expect(got).rejects.toMatchObject({ kind });
  await expect(got).rejects.toThrow(message);
});

test("an answer without an end is given up at its limit", async () => {
  await using upstream = await startUpstream(ENDLESS);
  await using endpoint = open(upstream.baseUrl);
  await expect(complete(endpoint, PATH, "{}", LONG)).rejects.toThrow(/sent more than 33554432 bytes/);
  await upstream.callerLeft(1);
});

test("the first byte has a time limit of its own", async () => {
  await using upstream = await startUpstream(inTurn(SILENT, HEAD_ONLY));
  await using endpoint = open(upstream.baseUrl);
  for (const number of [1, 2]) {
    const got = complete(endpoint, PATH, "{}", { ...LONG, firstByteTimeoutMs: 50 });
    await expect(got).rejects.toMatchObject({ kind: "timeout", message: `${upstream.baseUrl} did not send a first byte within 50 ms.` });
    await upstream.callerLeft(number);
  }
});

test("silence after the first byte has a limit too", async () => {
  await using upstream = await startUpstream(BEGUN);
  await using endpoint = open(upstream.baseUrl);
  const got = streamCompletion(endpoint, PATH, "{}", { onEvent() {} }, { ...LONG, idleTimeoutMs: 60 });
  await expect(got).rejects.toMatchObject({ kind: "timeout", message: `${upstream.baseUrl} did not send any further byte for 60 ms.` });
});

test("who has left before it begins asks nobody", async () => {
  await using upstream = await startUpstream(answer("hi"));
  await using endpoint = open(upstream.baseUrl);
  const got = complete(endpoint, PATH, "{}", { ...LONG, signal: AbortSignal.abort() });
  await expect(got).rejects.toMatchObject({ kind: "cancelled" });
  await complete(endpoint, PATH, "{}", LONG);
  expect(upstream.requests).toHaveLength(1);
});

test("calls of an endpoint that is closed are cancelled: the worker is not to blame", async () => {
  await using upstream = await startUpstream(SILENT);
  const endpoint = open(upstream.baseUrl);
  const running = complete(endpoint, PATH, "{}", LONG);
  running.catch(() => {});
  await expect.poll(() => upstream.inFlight).toBe(1);
  await endpoint[Symbol.asyncDispose]();
  await expect(running).rejects.toMatchObject({ kind: "cancelled" });
  await expect(complete(endpoint, PATH, "{}", LONG)).rejects.toMatchObject({ kind: "cancelled" });
});
