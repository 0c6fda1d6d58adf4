import { expect, test } from "vitest";
import { carriedEndpoint, type CarriedReply } from "./carried-endpoint.ts";
import { complete } from "./complete.ts";
import { LlmError } from "./llm-error.ts";
import { streamCompletion } from "./stream-completion.ts";

/** An endpoint whose carrier is the test. */
function carried() {
  const steps: string[] = [];
  const arrived = Promise.withResolvers<CarriedReply>();
  const endpoint = carriedEndpoint("its backend", ({ path, body }, reply) => {
    steps.push(`${path} ${String(body)}`);
    arrived.resolve(reply);
    return { abort: () => void steps.push("abort"), pause: () => void steps.push("pause"), resume: () => void steps.push("resume") };
  });
  return { endpoint, steps, reply: arrived.promise };
}

const JSON_TYPE = { "content-type": "application/json" };

test("a carried answer is read like any other", async () => {
  const { endpoint, steps, reply } = carried();
  const answering = complete(endpoint, "/chat/completions", "{}", { timeoutMs: 10_000 });
  const carrier = await reply;
  carrier.onHead(200, JSON_TYPE);
  carrier.onData(Buffer.from('{"choices":[{"index":0,"message":{"content":"4'));
  carrier.onData(Buffer.from('2"},"finish_reason":"stop"}]}'));
  carrier.onEnd();
  expect(await answering).toMatchObject({ text: "42", finishReason: "stop" });
  expect(steps).toEqual(["/chat/completions {}"]);
});

test("a status, a failure of the carrier and a caller that leaves are failures of their own kinds", async () => {
  const limited = carried();
  const first = complete(limited.endpoint, "/chat/completions", "{}", { timeoutMs: 10_000 });
  (await limited.reply).onHead(429, { ...JSON_TYPE, "retry-after": "7" });
  (await limited.reply).onEnd();
  await expect(first).rejects.toMatchObject({ kind: "rate_limited", retryAfterMs: 7000 });

  const lost = carried();
  const second = complete(lost.endpoint, "/chat/completions", "{}", { timeoutMs: 10_000 });
  (await lost.reply).onFailure(new LlmError("connection", "gone"));
  await expect(second).rejects.toMatchObject({ kind: "connection", message: "gone" });

  const left = carried();
  const leaving = new AbortController();
  const third = complete(left.endpoint, "/chat/completions", "{}", { timeoutMs: 10_000, signal: leaving.signal });
  await left.reply;
  leaving.abort();
  await expect(third).rejects.toMatchObject({ kind: "cancelled" });
  expect(left.steps.at(-1)).toBe("abort");
});

test("a carrier that fails at once is told to its caller", async () => {
  const endpoint = carriedEndpoint("its backend", (_call, { onFailure }) => {
    onFailure(new LlmError("connection", "nobody is there"));
    return { abort() {}, pause() {}, resume() {} };
  });
  await expect(complete(endpoint, "/completions", "{}", { timeoutMs: 10_000 })).rejects.toThrow("nobody is there");
});

test("a slow reader reaches the carrier", async () => {
  const { endpoint, steps, reply } = carried();
  const events: string[] = [];
  const streaming = streamCompletion(
    endpoint,
    "/chat/completions",
    "{}",
    { onStart: (control) => (control.pause(), control.resume()), onEvent: (data) => void events.push(data) },
    { timeoutMs: 10_000 },
  );
  const carrier = await reply;
  const event = '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}';
  carrier.onHead(200, { "content-type": "text/event-stream" });
  carrier.onData(Buffer.from(`data: ${event}\n\ndata: [DONE]\n\n`));
  expect(await streaming).toMatchObject({ finishReason: "stop" });
  expect(events).toEqual([event]);
  expect(steps.slice(1)).toEqual(["pause", "resume"]);
});
