import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { chunk, startUpstream, type Play } from "../../test/support/upstream.ts";
import type { CallControl } from "./call.ts";
import { Endpoint } from "./endpoint.ts";
import { LlmError } from "./llm-error.ts";
import { streamCompletion, type CompletionStream, type StreamedCompletion, type StreamOptions } from "./stream-completion.ts";

const DONE = "data: [DONE]\n\n";
const TYPE = { "content-type": "text/event-stream" };
const event = (data: string) => `data: ${data}\n\n`;
const choice = (index: number, content: string, reason: string | null = null) =>
  JSON.stringify({ choices: [{ index, delta: { content }, finish_reason: reason }] });

const FINISH_AND_RESET: Play = (_request, response) => {
  response.writeHead(200, TYPE);
  response.write(event(chunk("a", "stop")), () => setImmediate(() => response.socket?.resetAndDestroy()));
};
const ONE_AFTER_THE_OTHER: Play = async (_request, response) => {
  response.writeHead(200, TYPE);
  response.write(event(choice(0, "a", "stop")));
  // Longer than a stream that has all it needs may be silent.
  await delay(1_300);
  response.end(event(choice(1, "b", "stop")));
};

interface Read {
  events: string[];
  end: StreamedCompletion | undefined;
  error: unknown;
}

/** Reads one stream from a server that plays this. */
async function read(play: Play, options: Partial<StreamOptions> = {}, sink: Partial<CompletionStream> = {}): Promise<Read> {
  await using upstream = await startUpstream(play);
  await using endpoint = new Endpoint({ baseUrl: upstream.baseUrl, connections: 1, allowPrivate: true });
  const got: Read = { events: [], end: undefined, error: undefined };
  const onEvent = (data: string) => void got.events.push(data);
  try {
    got.end = await streamCompletion(endpoint, "/chat/completions", "{}", { onEvent, ...sink }, { timeoutMs: 30_000, ...options });
  } catch (error) {
    got.error = error;
  }
  return got;
}

/** Sends this and ends. */
function send(text: string, headers: Record<string, string> = TYPE): Play {
  return (_request, response) => {
    response.writeHead(200, headers);
    response.end(text);
  };
}

/** Sends this and leaves the connection open. */
function hang(text: string): Play {
  return (_request, response) => {
    response.writeHead(200, TYPE);
    response.write(text);
  };
}

test("[DONE] is the end, though the connection stays open and more comes", async () => {
  const { events, end } = await read(hang(event(chunk("a", "stop")) + DONE + event(chunk("late"))));
  expect(events).toEqual([chunk("a", "stop")]);
  expect(end).toMatchObject({ finishReason: "stop", malformed: 0 });
});

test("a finish reason is the end, though neither [DONE] nor the connection's end comes", async () => {
  const { events, end, error } = await read(hang(event(chunk("a")) + event(chunk("", "length"))));
  expect(error).toBeUndefined();
  expect(events).toHaveLength(2);
  expect(end).toMatchObject({ finishReason: "length" });
});

test("a reset after the finish reason takes nothing away", async () => {
  expect((await read(FINISH_AND_RESET)).end).toMatchObject({ finishReason: "stop" });
});

test("every choice needs its own finish reason", async () => {
  const both = event(choice(0, "a", "length")) + event(choice(1, "b", "stop"));
  expect((await read(send(both), { choices: 2 })).end).toMatchObject({ finishReason: "length" });
  const one = event(choice(0, "a", "stop")) + event(choice(1, "b"));
  expect((await read(send(one), { choices: 2 })).error).toMatchObject({ kind: "bad_response" });
  const reversed = event(choice(1, "b", "stop")) + event(choice(0, "a", "length"));
  expect((await read(send(reversed), { choices: 2 })).end).toMatchObject({ finishReason: "length" });
});

test("a second choice that begins after the first has ended is waited for", async () => {
  expect((await read(ONE_AFTER_THE_OTHER, { choices: 2 })).events).toHaveLength(2);
});

test.each([1, 7])("pieces of %i bytes, whole lines or not, are the same events", async (size) => {
  const contents = ["漢", "字 😀", "é\\n"].map((content) => chunk(content));
  const text = `: hello\r\n\r\n${contents.map((data) => `event: x\r\ndata: ${data}\r\n\r\n`).join("")}${event(chunk("", "stop"))}${DONE}`;
  const play: Play = async (_request, response) => {
    response.socket?.setNoDelay(true);
    response.writeHead(200, TYPE);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) {
      response.write(bytes.subarray(at, at + size));
      await new Promise(setImmediate);
    }
    response.end();
  };
  expect((await read(play)).events).toEqual([...contents, chunk("", "stop")]);
});

test("an event of a megabyte comes whole", async () => {
  const big = chunk("z".repeat(1024 * 1024));
  expect((await read(send(event(big) + event(chunk("", "stop")) + DONE))).events[0]).toBe(big);
});

test.each([
  ["no type", {}],
  ["plain text", { "content-type": "text/plain" }],
  ["capitals", { "content-type": "Text/Event-Stream" }],
])("events under %s are events", async (_what, headers) => {
  expect((await read(send(event(chunk("a", "stop")), headers as Record<string, string>))).end).toMatchObject({ finishReason: "stop" });
});

test.each([
  ["a whole answer", '{"choices":[{"message":{"content":"x"}}]}', "application/json", "bad_response"],
  ["an error without a status", '{"error":{"message":"down","code":"overloaded"}}', "application/json", "server_error"],
  ["an error with a status", '{"error":{"message":"slow down","code":429}}', "application/json; charset=utf-8", "rate_limited"],
  ["a page", "<html>Sign in</html>", "text/html", "bad_response"],
  ["nothing", "", "application/json", "empty_response"],
  ["nothing under a stream's name", "", "text/event-stream", "empty_response"],
  ["text that is no events", "Sign in first", "text/plain", "empty_response"],
  ["an error as an event", event('{"error":{"message":"too long","code":400}}'), "text/event-stream", "bad_request"],
  ["an event that never ends", `data: ${"x".repeat(9 * 1024 * 1024)}`, "text/event-stream", "bad_response"],
])("%s instead of a stream is a fault before the first event", async (_what, body, type, kind) => {
  const { events, error } = await read(send(body, { "content-type": type }));
  expect(error).toBeInstanceOf(LlmError);
  expect(error).toMatchObject({ kind });
  expect(events).toEqual([]);
});

test("what is malformed is counted", async () => {
  const { end } = await read(send(event("ping") + event("[1]") + event('{"choices":"x"}') + event(chunk("a", "stop")) + DONE));
  expect(end).toMatchObject({ malformed: 2 });
});

test("a chunk that is cut short ends the call: its text would be missing in the middle", async () => {
  const { events, error } = await read(send(event(chunk("a")) + event('{"choices":[{"del') + event(chunk("b", "stop")) + DONE));
  expect(error).toMatchObject({ kind: "bad_response", message: expect.stringMatching(/a part of its answer is lost/) });
  expect(events).toHaveLength(1);
});

test("what the sink throws is not the endpoint's fault", async () => {
  const bug = new TypeError("a bug of the sink");
  const onEvent = () => {
    throw bug;
  };
  expect((await read(hang(event(chunk("a", "stop"))), {}, { onEvent })).error).toBe(bug);
});

test("a reader that holds the stream back at the deadline is late itself; a silent endpoint is the one to blame", async () => {
  const held = await read(hang(event(chunk("a"))), { timeoutMs: 100, idleTimeoutMs: 20 }, { onStart: (control) => control.pause() });
  expect(held.error).toMatchObject({ kind: "cancelled" });
  const silent = await read(hang(event(chunk("a"))), { timeoutMs: 100 });
  expect(silent.error).toMatchObject({ kind: "timeout" });
});

test("a pause within the last event does not keep the connection", async () => {
  await using upstream = await startUpstream(send(event(chunk("a", "stop")) + DONE));
  await using endpoint = new Endpoint({ baseUrl: upstream.baseUrl, connections: 1, allowPrivate: true });
  for (let call = 0; call < 3; call++) {
    let control: CallControl | undefined;
    const sink: CompletionStream = { onStart: (given) => void (control = given), onEvent: () => control?.pause() };
    await streamCompletion(endpoint, "/chat/completions", "{}", sink, { timeoutMs: 30_000 });
  }
  expect(upstream.connections).toBe(1);
});

test("usage comes from its own event after the finish reason", async () => {
  const usage = event('{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}');
  const { end } = await read(send(event(chunk("a", "stop")) + usage + DONE));
  expect(end?.usage).toEqual({ promptTokens: 7, completionTokens: 3 });
});
