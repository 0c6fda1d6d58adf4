import OpenAI from "openai";
import { expect, test } from "vitest";
import { startJoined } from "../support/joined.ts";
import { silence, stallAfter, when } from "../support/plays.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { chunk, converse, fail, inTurn, startUpstream, type Play } from "../support/upstream.ts";

const MESSAGES = [{ role: "user" as const, content: "What is 6 x 7?" }];
const clientOf = (server: TestServer) => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
const chat = (server: TestServer, model: string, signal?: AbortSignal) =>
  clientOf(server).chat.completions.create({ model, messages: MESSAGES, seed: 5 }, signal ? { signal } : {});

async function streamText(server: TestServer, model: string, onText: (text: string) => void = () => {}): Promise<string> {
  let text = "";
  for await (const event of await clientOf(server).chat.completions.create({ model, messages: MESSAGES, stream: true })) {
    text += event.choices[0]?.delta.content ?? "";
    onText(text);
  }
  return text;
}

const gone = async (server: TestServer, name: string) => {
  await expect.poll(() => server.app.workers.find(name)?.state).toBe("gone");
};

test("a joined process chats and streams like any worker, with the caller's own bytes", async () => {
  await using upstream = await startUpstream(converse("It is 42 。"));
  await using server = await startTestServer();
  await using _joined = await startJoined({ url: server.url, name: "gpu-1", upstream, model: "qwen", options: ["--max-concurrency", "3"] });
  expect(server.app.workers.find("gpu-1")).toMatchObject({ kind: "pull", model: "qwen", state: "registered", maxConcurrency: 3 });

  expect((await chat(server, "gpu-1")).choices[0]?.message.content).toBe("It is 42 。");
  expect(upstream.requests[0]?.raw).toBe(JSON.stringify({ model: "qwen", messages: MESSAGES, seed: 5 }));
  expect(await streamText(server, "qwen")).toBe("It is 42 。");
  expect((await server.call("POST", "/assay/v1/workers/gpu-1/ping", { body: {} })).status).toBe(200);
  expect(server.app.workers.find("gpu-1")).toMatchObject({ state: "serving", answered: 2, failed: 0, inFlight: 0 });
});

test("a prompt of several megabytes arrives whole", async () => {
  await using upstream = await startUpstream(converse("read"));
  await using server = await startTestServer();
  await using _joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const long = "é".repeat(3_000_000);
  await clientOf(server).chat.completions.create({ model: "gpu-1", messages: [{ role: "user", content: long }] });
  expect(upstream.requests[0]?.body["messages"]).toEqual([{ role: "user", content: long }]);
});

test("what the backend says wrong is a fault of its own kind, with its patience", async () => {
  await using upstream = await startUpstream(inTurn(fail(400), fail(429, { "retry-after": "9" })));
  await using server = await startTestServer();
  await using _joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  await expect(chat(server, "gpu-1")).rejects.toMatchObject({ status: 400 });
  await expect(chat(server, "gpu-1")).rejects.toMatchObject({ status: 429 });
  expect(server.app.workers.find("gpu-1")).toMatchObject({ state: "cooling", faults: { bad_request: 1, rate_limited: 1 } });
});

test("kill -9 in the middle of a stream is a clean error for the client", async () => {
  await using upstream = await startUpstream(stallAfter("half"));
  await using server = await startTestServer();
  await using joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const seen: string[] = [];
  const streaming = streamText(server, "gpu-1", (text) => {
    seen.push(text);
    joined.signal("SIGKILL");
  });
  await expect(streaming).rejects.toThrow(/gpu-1 failed: its connection was lost in the middle of the answer/);
  expect(seen).toEqual(["half"]);
  await gone(server, "gpu-1");
});

test("kill -9 before the first token: another connection of the worker answers, and where there is none another worker", async () => {
  await using held = await startUpstream(silence);
  await using healthy = await startUpstream(converse("from the other"));
  await using server = await startTestServer();
  await using first = await startJoined({ url: server.url, name: "gpu-1", upstream: held });
  const answering = streamText(server, "gpu-1");
  await expect.poll(() => held.requests.length).toBe(1);
  await using second = await startJoined({ url: server.url, name: "gpu-1", upstream: healthy });
  first.signal("SIGKILL");
  expect(await answering).toBe("from the other");
  expect(server.app.workers.find("gpu-1")).toMatchObject({ failed: 0, state: "serving" });

  second.signal("SIGKILL");
  await gone(server, "gpu-1");
  await using third = await startJoined({ url: server.url, name: "gpu-1", upstream: held });
  const falling = chat(server, "m");
  await expect.poll(() => held.requests.length).toBe(2);
  const body = { name: "http", kind: "openai", baseUrl: healthy.baseUrl, model: "m" };
  expect((await server.call("POST", "/assay/v1/workers", { body })).status).toBe(201);
  third.signal("SIGKILL");
  expect((await falling).choices[0]?.message.content).toBe("from the other");
  await gone(server, "gpu-1");
  // Who is gone is not chosen while others are there.
  for (let i = 0; i < 5; i++) await chat(server, "m");
  expect(server.app.workers.find("gpu-1")).toMatchObject({ faults: { connection: 1 } });
});

test("two processes under one name share the load, and together take as much as both", async () => {
  const go = Promise.withResolvers<void>();
  await using one = await startUpstream(when(go.promise, converse("one")));
  await using other = await startUpstream(when(go.promise, converse("other")));
  await using server = await startTestServer();
  const options = ["--max-concurrency", "2"];
  await using _first = await startJoined({ url: server.url, name: "gpu", upstream: one, options });
  await using _second = await startJoined({ url: server.url, name: "gpu", upstream: other, options });
  await expect.poll(() => server.app.workers.find("gpu")?.maxConcurrency).toBe(4);
  const answers = Array.from({ length: 6 }, () => chat(server, "gpu"));
  await expect.poll(() => server.app.workers.find("gpu")).toMatchObject({ inFlight: 4, queued: 2 });
  await expect.poll(() => [one.inFlight, other.inFlight]).toEqual([2, 2]);
  go.resolve();
  await Promise.all(answers);
  expect(one.requests.length + other.requests.length).toBe(6);
});

test("SIGTERM drains: what was begun is finished, nothing new is taken, and the end is in order", async () => {
  const go = Promise.withResolvers<void>();
  await using upstream = await startUpstream(when(go.promise, converse("finished")));
  await using server = await startTestServer();
  await using joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const begun = streamText(server, "gpu-1");
  await expect.poll(() => upstream.inFlight).toBe(1);
  joined.signal("SIGTERM");
  expect(await joined.line("err")).toBe("Finishing what was begun.");
  await gone(server, "gpu-1");
  await expect(chat(server, "gpu-1")).rejects.toThrow("The worker gpu-1 is not connected.");
  go.resolve();
  expect(await begun).toBe("finished");
  expect(await joined.ended).toBe(0);
  expect(upstream.requests).toHaveLength(1);
});

test("a caller that leaves reaches the backend, before the first byte and in the middle", async () => {
  const begun: Play = (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${chunk("a")}\n\n`);
  };
  await using upstream = await startUpstream(inTurn(silence, begun));
  await using server = await startTestServer();
  await using _joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const leaving = new AbortController();
  const waiting = chat(server, "gpu-1", leaving.signal).catch((error: unknown) => error);
  await expect.poll(() => upstream.inFlight).toBe(1);
  leaving.abort();
  await upstream.callerLeft(1);
  await waiting;

  const events = await clientOf(server).chat.completions.create({ model: "gpu-1", messages: MESSAGES, stream: true });
  for await (const _event of events) events.controller.abort();
  await upstream.callerLeft(2);
  await expect.poll(() => server.app.workers.find("gpu-1")).toMatchObject({ inFlight: 0, queued: 0, failed: 0 });
});

test("a reader that does not read holds the backend back, and gets everything when it does", async () => {
  const total = 80;
  const big = chunk("x".repeat(256 * 1024));
  let written = 0;
  await using upstream = await startUpstream(async (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (; written < total; written++)
      if (!response.write(`data: ${big}\n\n`)) await new Promise((resolve) => response.once("drain", resolve));
    response.end(`data: ${chunk("", "stop")}\n\n`);
  });
  await using server = await startTestServer();
  await using _joined = await startJoined({ url: server.url, name: "gpu-1", upstream });
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "gpu-1", messages: MESSAGES, stream: true }),
  });
  let before = -1;
  const isStill = () => {
    const still = written === before && written > 0;
    before = written;
    return still;
  };
  await expect.poll(isStill, { interval: 250, timeout: 20_000 }).toBe(true);
  expect(written).toBeLessThan(total);
  expect((await response.text()).split("\n\n").filter((event) => event.startsWith("data: {"))).toHaveLength(total + 1);
});
