import { expect, test } from "vitest";
import { answer, chunk, fail, inTurn, startUpstream, stream, type Play } from "../../../test/support/upstream.ts";
import type { WorkerDriver, WorkerRequest } from "../driver.ts";
import { workerSpecSchema } from "../worker.ts";
import { openOpenaiDriver } from "./openai.ts";

const TIMEOUT_MS = 400;
const CHAT: WorkerRequest = { endpoint: "chat", body: { model: "asked", messages: [{ role: "user", content: "?" }], temperature: 0.3 } };

function driverOf(baseUrl: string, { apiKey = null as string | null, allowPrivateEndpoints = true } = {}): WorkerDriver {
  const spec = workerSpecSchema.parse({ kind: "openai", name: "w", baseUrl, model: "own", timeoutMs: 10_000 });
  if (spec.kind !== "openai") throw new Error("not openai");
  return openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints });
}

async function eventsOf(driver: WorkerDriver, options = {}): Promise<{ events: string[]; end: unknown }> {
  const events: string[] = [];
  const end = await driver.stream(CHAT, { onEvent: (data) => events.push(data) }, options).catch((error: unknown) => error);
  return { events, end };
}

const raw =
  (body: string, headers: Record<string, string> = { "content-type": "application/json" }): Play =>
  (_request, response) => {
    response.writeHead(200, headers);
    response.end(body);
  };
const events =
  (...texts: string[]): Play =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(texts.join(""));
  };
const SILENT: Play = () => {};
/** Begins a stream and says no more. */
const BEGUN: Play = (_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(`data: ${chunk("a")}\n\n`);
};
const RESET: Play = (_request, response) => void response.socket?.resetAndDestroy();

test("passes the caller's parameters on untouched, with the worker's model and key, and adds none", async () => {
  await using upstream = await startUpstream(answer("hi"));
  await using driver = driverOf(upstream.baseUrl, { apiKey: "sk-1" });
  const got = await driver.answer(CHAT, {});
  expect(got).toMatchObject({ text: "hi", finishReason: "stop", usage: { promptTokens: 3, completionTokens: 5 } });
  expect(upstream.requests[0]).toMatchObject({
    path: "/v1/chat/completions",
    body: { ...CHAT.body, model: "own" },
    headers: { authorization: "Bearer sk-1" },
  });
});

test("forwards the original bytes where the model's name is right already", async () => {
  await using upstream = await startUpstream(answer("hi"));
  await using driver = driverOf(upstream.baseUrl);
  const text = '{ "model":"own",\n "messages": [] , "x": 1.0 }';
  await driver.answer({ endpoint: "chat", body: JSON.parse(text), bytes: Buffer.from(text) }, {});
  expect(upstream.requests[0]?.raw).toBe(text);
});

test.each<[string, Play, string, RegExp]>([
  ["a reset before the headers", RESET, "connection", /The connection to http:\/\/127\.0\.0\.1:\d+\/v1 failed/],
  ["silence", SILENT, "timeout", /did not send its whole answer within 400 ms/],
  ["HTML", raw("<html><body>Welcome</body></html>", { "content-type": "text/html" }), "bad_response", /not JSON \(text\/html\): <html>/],
  ["an empty 200", raw(""), "empty_response", /answered 200 with an empty body/],
  ["an error in a 200", raw('{"error": {"message": "overloaded"}}'), "server_error", /answered 200 with an error: overloaded/],
  ["no choices", raw('{"choices": []}'), "empty_response", /without choices/],
  ["a null text", raw('{"choices": [{"index": 0, "message": {"content": null}}]}'), "empty_response", /without a text/],
  ["JSON that is no object", raw("[1]"), "bad_response", /no object/],
  ["a 429 with seconds", fail(429, { "retry-after": "7" }), "rate_limited", /answered 429: played 429/],
  ["a 500", fail(500), "server_error", /answered 500: played 500/],
  ["a 400", fail(400), "bad_request", /answered 400: played 400/],
  ["a redirect", fail(302, { location: "http://127.0.0.1:1/" }), "bad_response", /answered 302/],
])("%s is a fault of its own kind, in a sentence that names the worker", async (_what, play, fault, message) => {
  await using upstream = await startUpstream(play);
  await using driver = driverOf(upstream.baseUrl);
  const got = driver.answer(CHAT, { timeoutMs: TIMEOUT_MS });
  await expect(got).rejects.toMatchObject({ fault });
  await expect(got).rejects.toThrow(message);
  await expect(got).rejects.toThrow("The worker w failed: ");
});

test("a refused connection and a name that does not exist are connection faults", async () => {
  await using upstream = await startUpstream(answer("hi"));
  const { baseUrl } = upstream;
  await upstream[Symbol.asyncDispose]();
  for (const nobody of [baseUrl, "http://nobody.invalid/v1"]) {
    await using driver = driverOf(nobody);
    await expect(driver.answer(CHAT, {})).rejects.toMatchObject({ fault: "connection" });
  }
}, 10_000);

test("Retry-After reaches whoever decides when to ask again", async () => {
  await using upstream = await startUpstream(fail(429, { "retry-after": "7" }));
  await using driver = driverOf(upstream.baseUrl);
  await expect(driver.answer(CHAT, {})).rejects.toMatchObject({ retryAfterMs: 7000, status: 429 });
});

test("retries are asked for, and stop at the first good answer", async () => {
  await using upstream = await startUpstream(inTurn(fail(503, { "retry-after-ms": "1" }), RESET, answer("third")));
  await using driver = driverOf(upstream.baseUrl);
  expect((await driver.answer(CHAT, { retries: 2 })).text).toBe("third");
  expect(upstream.requests).toHaveLength(3);
});

test("streams events as they are; DONE missing, bytes after it and a usage event are all in order", async () => {
  const usage = '{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}';
  await using upstream = await startUpstream(
    inTurn(
      stream("a b"),
      events(`data: ${chunk("x", "stop")}\n\n`),
      events(`data: ${chunk("x", "length")}\n\ndata: ${usage}\n\ndata: [DONE]\n\ndata: late\n\n`),
    ),
  );
  await using driver = driverOf(upstream.baseUrl);
  expect((await eventsOf(driver)).events).toEqual([chunk("a"), chunk(" b"), chunk("", "stop")]);
  expect((await eventsOf(driver)).end).toMatchObject({ finishReason: "stop", usage: null });
  const last = await eventsOf(driver);
  expect(last.events).toEqual([chunk("x", "length"), usage]);
  expect(last.end).toMatchObject({ finishReason: "length", usage: { promptTokens: 1, completionTokens: 2 } });
});

test.each<[string, Play, string, string[]]>([
  ["HTML instead", raw("<html>", { "content-type": "text/html" }), "bad_response", []],
  ["an error in JSON instead", fail(500), "server_error", []],
  ["nothing", events(""), "empty_response", []],
  ["an end without a finish reason", events(`data: ${chunk("cut")}\n\n`), "bad_response", [chunk("cut")]],
  ["an error in the middle", events(`data: ${chunk("a")}\n\ndata: {"error":{"message":"gpu fell"}}\n\n`), "server_error", [chunk("a")]],
  ["only what cannot be read", events("data: {broken\n\n"), "bad_response", []],
  [
    "a reset in the middle",
    (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${chunk("a")}\n\n`, () => setImmediate(() => response.socket?.resetAndDestroy()));
    },
    "bad_response",
    [chunk("a")],
  ],
  ["a stall", BEGUN, "timeout", [chunk("a")]],
])("a stream with %s is a fault of its own kind", async (_what, play, fault, seen) => {
  await using upstream = await startUpstream(play);
  await using driver = driverOf(upstream.baseUrl);
  const got = await eventsOf(driver, { timeoutMs: TIMEOUT_MS });
  expect(got.end).toMatchObject({ fault });
  expect(got.events).toEqual(seen);
});

test("an event that is no chunk is left out and the rest is handed on", async () => {
  await using upstream = await startUpstream(events(`data: ${chunk("a")}\n\ndata: ping\n\ndata: ${chunk("b", "stop")}\n\n`));
  await using driver = driverOf(upstream.baseUrl);
  expect((await eventsOf(driver)).events).toEqual([chunk("a"), chunk("b", "stop")]);
});

test("a caller that leaves closes the upstream's connection, before the first byte and in the middle", async () => {
  await using upstream = await startUpstream(inTurn(SILENT, BEGUN));
  await using driver = driverOf(upstream.baseUrl);
  const first = new AbortController();
  const waiting = driver.answer(CHAT, { signal: first.signal });
  await expect.poll(() => upstream.inFlight).toBe(1);
  first.abort();
  await expect(waiting).rejects.toMatchObject({ fault: "cancelled" });
  await upstream.callerLeft(1);

  const second = new AbortController();
  const streaming = driver.stream(CHAT, { onEvent: () => second.abort() }, { signal: second.signal });
  await expect(streaming).rejects.toMatchObject({ fault: "cancelled" });
  await upstream.callerLeft(2);
  await expect.poll(() => upstream.inFlight).toBe(0);
});

test("a paused stream holds the upstream back and loses nothing", async () => {
  const total = 40;
  const big = chunk("x".repeat(256 * 1024));
  let written = 0;
  await using upstream = await startUpstream(async (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (; written < total; written++) {
      if (!response.write(`data: ${big}\n\n`)) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end(`data: ${chunk("", "stop")}\n\n`);
  });
  await using driver = driverOf(upstream.baseUrl);
  const started = Promise.withResolvers<{ pause(): void; resume(): void }>();
  let got = 0;
  const streaming = driver.stream(
    CHAT,
    {
      onStart: (control) => {
        control.pause();
        started.resolve(control);
      },
      onEvent: () => void (got += 1),
    },
    {},
  );
  const control = await started.promise;
  // The buffers between fill up and then nothing moves: two looks at the writer see the same.
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = written === before;
        before = written;
        return isStill && written > 0;
      },
      { interval: 200, timeout: 20_000 },
    )
    .toBe(true);
  expect(written).toBeLessThan(total);
  control.resume();
  await streaming;
  expect(got).toBe(total + 1);
});

test("the probe lists models, and a server without /models is there all the same", async () => {
  await using upstream = await startUpstream(inTurn(raw('{"data": [{"id": "m1"}, {"id": "m2"}]}'), fail(404), fail(401)));
  await using driver = driverOf(upstream.baseUrl);
  expect((await driver.probe({})).models).toEqual(["m1", "m2"]);
  expect((await driver.probe({})).models).toEqual([]);
  await expect(driver.probe({})).rejects.toThrow(/models answered 401/);
});

test.each(["http://127.0.0.1:1/v1", "http://[::1]:1/v1", "http://[::ffff:10.0.0.1]:1/v1", "http://10.1.2.3/v1", "http://localhost:1/v1"])(
  "%s is not asked where private addresses are forbidden",
  async (baseUrl) => {
    await using driver = driverOf(baseUrl, { allowPrivateEndpoints: false });
    await expect(driver.answer(CHAT, {})).rejects.toThrow(/private address/);
  },
);
