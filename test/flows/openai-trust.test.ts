import { createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import OpenAI, { APIConnectionTimeoutError, APIUserAbortError, RateLimitError } from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { post, question } from "../support/chat-stream.ts";
import { openNetwork } from "../support/network.ts";
import { events, page, silence, when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, type Play } from "../support/upstream.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const MESSAGES = [{ role: "user" as const, content: "17 + 25?" }];
const client = (options = {}) => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", ...options });
const CALL = { id: "call_1", type: "function", function: { name: "add", arguments: '{"a":17,"b":25}' } };
const TOOLS = [{ type: "function" as const, function: { name: "add", parameters: { type: "object", properties: {} } } }];
const json = (body: unknown): Play => page(JSON.stringify(body), "application/json");

/** A raw TCP server; what each connection does is up to `serve`. */
async function startRaw(serve: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const raw = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  raw.listen(0, "127.0.0.1");
  await once(raw, "listening");
  return {
    port: (raw.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      raw.close();
      await once(raw, "close");
    },
  };
}

describe("the official client", () => {
  test("gets tool calls whole, in pieces and by its streaming helper, untouched", async () => {
    const piece = (delta: object, reason: string | null = null) =>
      JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] });
    const called = {
      choices: [{ index: 0, message: { role: "assistant", content: null, tool_calls: [CALL] }, finish_reason: "tool_calls" }],
    };
    const streamed = events(
      piece({ role: "assistant", content: null }),
      piece({ tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "add", arguments: "" } }] }),
      piece({ tool_calls: [{ index: 0, function: { arguments: '{"a":17,' } }] }),
      piece({ tool_calls: [{ index: 0, function: { arguments: '"b":25}' } }] }),
      piece({}, "tool_calls"),
      "[DONE]",
    );
    const play: Play = (request, response, control) =>
      (request.body["stream"] === true ? streamed : json(called))(request, response, control);
    await using network = await openNetwork(server, [play]);
    const asked = { model: "m", messages: MESSAGES, tools: TOOLS, tool_choice: "required" as const, parallel_tool_calls: false };
    const whole = await client().chat.completions.create(asked);
    expect(whole.choices[0]?.message.tool_calls).toEqual([CALL]);
    const final = await client().chat.completions.stream(asked).finalChatCompletion();
    expect(final.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      id: "call_1",
      function: { name: "add", arguments: CALL.function.arguments },
    });
    expect(network.upstreams[0]?.requests[0]?.body).toEqual(asked);
    expect(network.upstreams[0]?.requests[1]?.body).toEqual({ ...asked, stream: true });
  });

  test("gets the usage of a stream only where it asked for it, and all of n choices", async () => {
    const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } });
    const two = [0, 1].map((index) => JSON.stringify({ choices: [{ index, delta: { content: `c${index}` }, finish_reason: "stop" }] }));
    const play: Play = (request, response, control) =>
      events(...two, ...(request.body["stream_options"] ? [usage] : []), "[DONE]")(request, response, control);
    await using network = await openNetwork(server, [play]);
    for (const options of [undefined, { include_usage: true }]) {
      const asked = { model: "m", messages: MESSAGES, n: 2, stream: true as const };
      const stream = await client().chat.completions.create(options ? { ...asked, stream_options: options } : asked);
      const seen = await Array.fromAsync(stream);
      expect(seen.flatMap(({ choices }) => choices.map(({ delta }) => delta.content))).toEqual(["c0", "c1"]);
      expect(seen.at(-1)?.usage?.total_tokens).toBe(options ? 5 : undefined);
    }
    expect(network.upstreams[0]?.requests[0]?.body).not.toHaveProperty("stream_options");
  });

  test("does not repeat what we have tried already, and times out and aborts by its own classes", async () => {
    await using network = await openNetwork(server, [fail(429, { "retry-after": "1" })]);
    await using slow = await openNetwork(server, [silence], { model: "slow" });
    const asked = { model: "m", messages: MESSAGES };
    await expect(client({ maxRetries: 3 }).chat.completions.create(asked)).rejects.toBeInstanceOf(RateLimitError);
    expect(network.upstreams[0]?.requests).toHaveLength(1);
    const late = client({ timeout: 100, maxRetries: 0 }).chat.completions.create({ ...asked, model: "slow" });
    await expect(late).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    await slow.upstreams[0]?.callerLeft(1);
    const leaving = new AbortController();
    const left = client().chat.completions.create({ ...asked, model: "slow" }, { signal: leaving.signal });
    left.catch(() => {});
    await expect.poll(() => slow.upstreams[0]?.inFlight).toBe(1);
    leaving.abort();
    await expect(left).rejects.toBeInstanceOf(APIUserAbortError);
    await slow.upstreams[0]?.callerLeft(2);
    await slow.calm();
  });
});

test("a stream is 200 only from its first token on, and says that nobody may buffer or pack it", async () => {
  const opened = Promise.withResolvers<void>();
  const play: Play = async (_request, response, { gone }) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { role: "assistant", content: "" } }] })}\n\n`);
    await Promise.race([opened.promise, gone]);
    response.end(`data: ${chunk("now", "stop")}\n\n`);
  };
  await using network = await openNetwork(server, [play]);
  let hasHead = false;
  const responding = post(
    server,
    "/v1/chat/completions",
    { model: "m", messages: MESSAGES, stream: true },
    { headers: { "accept-encoding": "gzip, br" } },
  );
  void responding.then(() => (hasHead = true));
  await expect.poll(() => network.upstreams[0]?.inFlight).toBe(1);
  // Another answer makes the round trip meanwhile.
  await server.call("GET", "/health");
  expect(hasHead).toBe(false);
  opened.resolve();
  const { status, headers, body } = await responding;
  expect([status, headers.get("content-type"), headers.get("cache-control"), headers.get("x-accel-buffering")]).toEqual([
    200,
    "text/event-stream; charset=utf-8",
    "no-cache, no-transform",
    "no",
  ]);
  expect(headers.get("content-encoding")).toBeNull();
  await body?.cancel();
});

test("a kept connection that the worker closes under a request costs its caller nothing", async () => {
  // Each connection answers once, says that it is kept, and closes as soon as it is used again.
  const body = JSON.stringify({ choices: [{ index: 0, message: { content: "hi" }, finish_reason: "stop" }] });
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  let connections = 0;
  await using raw = await startRaw((socket) => {
    connections += 1;
    let requests = 0;
    socket.on("data", (bytes) => {
      if (!bytes.toString().includes("POST")) return;
      requests += 1;
      if (requests === 1) socket.write(head + body);
      else socket.destroy();
    });
  });
  const spec = { name: "raced", kind: "openai", baseUrl: `http://127.0.0.1:${raw.port}/v1`, model: "raced" };
  await server.call("POST", "/assay/v1/workers", { body: spec });
  for (let i = 0; i < 6; i++) {
    const response = await post(server, "/v1/chat/completions", { model: "raced", messages: MESSAGES });
    expect([response.status, await response.text()]).toEqual([200, body]);
  }
  expect(connections).toBeGreaterThan(1);
  await server.call("DELETE", "/assay/v1/workers/raced");
});

describe("a caller who leaves", () => {
  const surfaces = {
    "/v1, whole": (signal: AbortSignal) => post(server, "/v1/chat/completions", { model: "m", messages: MESSAGES }, { signal }),
    "/v1, streamed": (signal: AbortSignal) =>
      post(server, "/v1/chat/completions", { model: "m", messages: MESSAGES, stream: true }, { signal }),
    "/v1/completions": (signal: AbortSignal) => post(server, "/v1/completions", { model: "m", prompt: "?", stream: true }, { signal }),
    "/chat": (signal: AbortSignal) => post(server, "/chat", question({ model: "m" }), { signal }).then((response) => response.text()),
  };

  test.each(Object.entries(surfaces))("while the worker's slot is taken, is never asked for: %s", async (_name, ask) => {
    const opened = Promise.withResolvers<void>();
    await using network = await openNetwork(server, [when(opened.promise, converse("held"))], { maxConcurrency: 1 });
    const holding = post(server, "/v1/chat/completions", { model: "m", messages: MESSAGES });
    await expect.poll(() => network.upstreams[0]?.inFlight).toBe(1);
    const leaving = new AbortController();
    const waiting = ask(leaving.signal).catch((error: unknown) => error);
    const worker = () => server.app.workers.find(network.names[0] ?? "");
    await expect.poll(() => worker()?.queued).toBe(1);
    leaving.abort();
    await expect.poll(() => worker()?.queued).toBe(0);
    await waiting;
    opened.resolve();
    expect((await holding).status).toBe(200);
    await network.calm();
    expect(network.upstreams[0]?.requests).toHaveLength(1);
    expect(worker()).toMatchObject({ failed: 0, state: "serving" });
  });

  test.each(Object.entries(surfaces))(
    "while the connection is being made, is never asked for, and nobody is blamed: %s",
    async (_name, ask) => {
      // It takes the connection and says nothing to the TLS handshake.
      const arrived = Promise.withResolvers<void>();
      const heard: string[] = [];
      await using raw = await startRaw((socket) => {
        socket.on("data", (bytes) => void heard.push(bytes.toString("latin1")));
        arrived.resolve();
      });
      const spec = { name: "shy", kind: "openai", baseUrl: `https://127.0.0.1:${raw.port}/v1`, model: "m" };
      await server.call("POST", "/assay/v1/workers", { body: spec });
      const leaving = new AbortController();
      const waiting = ask(leaving.signal).catch((error: unknown) => error);
      await arrived.promise;
      await expect.poll(() => server.app.workers.find("shy")?.inFlight).toBe(1);
      leaving.abort();
      await expect.poll(() => server.app.workers.find("shy")).toMatchObject({ inFlight: 0, queued: 0, failed: 0, state: "registered" });
      await waiting;
      expect(heard.join("")).not.toContain("POST");
      await server.call("DELETE", "/assay/v1/workers/shy");
    },
  );
});

test.each([
  ["/v1/chat/completions", { model: "m", messages: [{ role: "user", content: "x".repeat(10 * 1024 * 1024) }] }],
  ["/v1/completions", { model: "m", prompt: "x".repeat(10 * 1024 * 1024) }],
  ["/v1/embeddings", { model: "m", input: "x".repeat(10 * 1024 * 1024) }],
  ["/chat", question({ messages: ["x".repeat(10 * 1024 * 1024)] })],
])("a prompt of 10 MB is too long for %s", async (path, body) => {
  const response = await post(server, path, body);
  expect([response.status, JSON.stringify(await response.json())]).toEqual([413, expect.stringMatching(/too_large|too large/i)]);
});

test("no name of a worker or a model reaches a header that it could break", async () => {
  const evil = "m\r\nx-injected: 1";
  const spec = { kind: "openai", baseUrl: "http://127.0.0.1:1/v1", model: "m" };
  expect((await server.call("POST", "/assay/v1/workers", { body: { ...spec, name: evil } })).status).toBe(400);
  await using network = await openNetwork(server, [converse("fine")], { model: evil });
  const answers = [
    await post(server, "/v1/chat/completions", { model: evil, messages: MESSAGES }),
    await post(server, "/v1/chat/completions", { model: `${evil}2`, messages: MESSAGES }),
    await fetch(`${server.url}/v1/models/${encodeURIComponent(evil)}`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
  for (const { headers } of answers) expect(headers.has("x-injected")).toBe(false);
  // It goes where it belongs, as JSON.
  expect(network.upstreams[0]?.requests[0]).toMatchObject({ body: { model: evil }, headers: { host: expect.stringMatching(/^127/) } });
});

test("a redirect is not followed: what it leads to is never asked", async () => {
  await using hidden = await openNetwork(server, [converse("secret")], { model: "hidden" });
  await using network = await openNetwork(server, [fail(307, { location: `${hidden.upstreams[0]?.baseUrl}/chat/completions` })]);
  const response = await post(server, "/v1/chat/completions", { model: network.names[0], messages: MESSAGES });
  expect(response.status).toBe(502);
  expect(hidden.upstreams[0]?.requests).toHaveLength(0);
});
