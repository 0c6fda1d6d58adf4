import { expect, test } from "vitest";
import { LlmError, type LlmErrorKind } from "./llm-error.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { retryCall } from "./retry-call.ts";

const NOW_MS = Date.parse("2026-01-01T00:00:00Z");

test.each([
  [{ "retry-after": "2" }, 2_000],
  [{ "retry-after": "0.5" }, 500],
  [{ "retry-after-ms": "40", "retry-after": "2" }, 40],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
  [{ "retry-after": "Wed, 31 Dec 2025 23:00:00 GMT" }, 0],
  [{ "retry-after": "99999999" }, 3_600_000],
  [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT", date: "Thu, 01 Jan 2026 00:00:20 GMT" }, 10_000],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "-5" }, undefined],
  [{ "retry-after": "soon 3" }, undefined],
  [{}, undefined],
])("Retry-After %j is %s ms", (headers, milliseconds) => {
  expect(parseRetryAfter(headers, NOW_MS)).toBe(milliseconds);
});

function callFailing(errors: Error[]): { call(): Promise<string>; calls(): number } {
  let calls = 0;
  return {
    calls: () => calls,
    call: async () => {
      const error = errors[calls++];
      if (error) throw error;
      return "answer";
    },
  };
}

const failure = (kind: LlmErrorKind, retryAfterMs?: number) => new LlmError(kind, kind, { retryAfterMs });

const LONG = { timeoutMs: 60_000 };

test("repeats what may pass, with growing jittered waits, or a little longer than the endpoint asks", async () => {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  const { call } = callFailing([failure("connection"), failure("server_error"), failure("rate_limited", 1_500)]);
  expect(await retryCall(call, { ...LONG, retries: 3, random: () => 0.5, sleep })).toBe("answer");
  expect(waits).toEqual([125, 250, 1_625]);
});

test.each([
  ["after the last retry", [failure("timeout"), failure("timeout")], 1, 2],
  ["what will not pass", [failure("bad_request")], 5, 1],
  ["an answer that had begun", [failure("bad_response")], 5, 1],
  ["what is not an answer of the endpoint", [new TypeError("bug")], 5, 1],
  ["a wait that is too long", [failure("rate_limited", 60_000)], 5, 1],
])("gives up %s", async (_what, errors, retries, calls) => {
  const playing = callFailing(errors);
  await expect(retryCall(playing.call, { ...LONG, retries, sleep: async () => {} })).rejects.toBe(errors.at(-1));
  expect(playing.calls()).toBe(calls);
});

test("all calls and waits together stay within the time", async () => {
  let nowMs = 0;
  const limits: number[] = [];
  const call = async (timeoutMs: number) => {
    limits.push(timeoutMs);
    nowMs += 400;
    throw failure("server_error", 100);
  };
  const sleep = async (milliseconds: number) => void (nowMs += milliseconds);
  await expect(retryCall(call, { retries: 9, timeoutMs: 1_200, random: () => 0, sleep, now: () => nowMs })).rejects.toThrow("server_error");
  expect(limits).toEqual([1_200, 700, 200]);
});

test("does not repeat for a caller that has left, before or during the wait", async () => {
  const playing = callFailing([failure("connection"), failure("connection")]);
  await expect(retryCall(playing.call, { ...LONG, retries: 5, signal: AbortSignal.abort() })).rejects.toThrow("connection");
  const leaving = new AbortController();
  const sleep = async () => leaving.abort();
  await expect(retryCall(playing.call, { ...LONG, retries: 5, signal: leaving.signal, sleep })).rejects.toThrow("connection");
  expect(playing.calls()).toBe(2);
});
