import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../workers/index.ts";
import { AnswerCache, cacheKey, isSampled } from "./answer-cache.ts";
import { bodyOfEvents, eventsOfBody } from "./index.ts";

const chat = (body: JsonObject) => ({ endpoint: "chat" as const, body });

test("requests are the same when only their order of fields and the way of sending differ", () => {
  const key = cacheKey(1, chat({ model: "a", temperature: 0, messages: [{ role: "user", content: "x" }] }));
  const streamed = { stream: true, stream_options: { include_usage: true } };
  expect(cacheKey(1, chat({ messages: [{ content: "x", role: "user" }], temperature: 0, model: "a", ...streamed }))).toBe(key);
  expect(cacheKey(2, chat({ model: "a", temperature: 0, messages: [{ role: "user", content: "x" }] }))).not.toBe(key);
  expect(cacheKey(1, chat({ model: "a", temperature: 0, messages: [{ role: "user", content: "x" }], max_tokens: 1 }))).not.toBe(key);
  expect(cacheKey(1, { endpoint: "completions", body: { model: "a" } })).not.toBe(cacheKey(1, chat({ model: "a" })));
  expect(
    [chat({}), chat({ temperature: 1 }), chat({ temperature: 0 }), { endpoint: "embeddings" as const, body: {} }].map(isSampled),
  ).toEqual([true, true, false, false]);
});

test("it holds no more than it may, the latest used last, and nothing beyond its time", () => {
  let now = 0;
  const cache = new AnswerCache(() => now, 60);
  const body = (name: string) => ({ name, pad: "xxxxxxxx" });
  cache.keep("a", body("a"), 10);
  cache.keep("b", body("b"), 10);
  expect(cache.find("a")).toEqual(body("a"));
  cache.keep("c", body("c"), 20);
  expect([cache.find("a"), cache.find("b"), cache.find("c")]).toEqual([body("a"), undefined, body("c")]);
  expect(cache.size).toBeLessThanOrEqual(60);
  now = 10_000;
  expect([cache.find("a"), cache.find("c")]).toEqual([undefined, body("c")]);
  cache.keep("huge", { text: "x".repeat(2 * 1024 * 1024) }, 10);
  expect(cache.find("huge")).toBeUndefined();
  expect([cache.hits, cache.misses]).toEqual([4, 3]);
});

test("a whole answer made into events and back is the same answer", () => {
  const text = fc.string({ unit: "grapheme" });
  const call = fc.record({ id: fc.string(), type: fc.constant("function"), function: fc.record({ name: text, arguments: text }) });
  const message = fc
    .tuple(text, fc.array(call, { maxLength: 3 }))
    .map(([content, calls]) => ({ role: "assistant", content, ...(calls.length > 0 && { tool_calls: calls }) }));
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), (messages) => {
      const choices = messages.map((one, index) => ({ index, message: one, logprobs: null, finish_reason: "stop" }));
      const body = { id: "x", object: "chat.completion", created: 1, model: "m", choices, usage };
      expect(bodyOfEvents(eventsOfBody(body, true).map((data) => JSON.parse(data) as JsonObject))).toEqual(body);
    }),
  );
  const completion = { id: "x", object: "text_completion", choices: [{ index: 0, text: "Hi", logprobs: null, finish_reason: "length" }] };
  expect(bodyOfEvents(eventsOfBody(completion, false).map((data) => JSON.parse(data) as JsonObject))).toEqual(completion);
});

test("pieces of a stream are joined; what has no end, or is put together otherwise, is not kept", () => {
  const event = (delta: JsonObject | null, more: JsonObject = {}) => ({ choices: [{ index: 0, delta, ...more }] });
  const calls = (piece: JsonObject) => event({ tool_calls: [{ index: 0, ...piece }] });
  const built = bodyOfEvents([
    event({ role: "assistant", content: "Fo" }, { logprobs: { content: [1] } }),
    event({ content: "ur", reasoning_content: "2+2" }, { logprobs: { content: [2] } }),
    calls({ id: "c", type: "function", function: { name: "f", arguments: '{"a"' } }),
    calls({ function: { arguments: ":1}" } }),
    event({}, { finish_reason: "stop" }),
  ]);
  const tool_calls = [{ id: "c", type: "function", function: { name: "f", arguments: '{"a":1}' } }];
  expect(built?.["choices"]).toEqual([
    {
      index: 0,
      message: { role: "assistant", content: "Four", reasoning_content: "2+2", tool_calls },
      logprobs: { content: [1, 2] },
      finish_reason: "stop",
    },
  ]);
  expect(bodyOfEvents([event({ content: "Fo" })])).toBeUndefined();
  expect(bodyOfEvents([event({ audio: { data: "x" } }, { finish_reason: "stop" })])).toBeUndefined();
  expect(bodyOfEvents([])).toBeUndefined();
});
