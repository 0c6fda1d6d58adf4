import { expect, test } from "vitest";
import { WorkerFault, type FaultCode } from "../workers/index.ts";
import { isCallersFault } from "./is-callers-fault.ts";
import { pickFailure } from "./pick-failure.ts";
import { publicMessage } from "./public-message.ts";

const fault = (code: FaultCode, options: { status?: number; retryAfterMs?: number } = {}) => new WorkerFault(code, code, options);

test("of limits the one that ends first is told", () => {
  const soon = fault("rate_limited", { retryAfterMs: 2_000 });
  expect(pickFailure([fault("rate_limited", { retryAfterMs: 9_000 }), soon, fault("rate_limited")])).toBe(soon);
  const unknown = fault("rate_limited");
  expect(pickFailure([unknown])).toBe(unknown);
});

test("a worker that was not asked says less than a limit, and a limit less than a failure", () => {
  const limited = fault("rate_limited", { retryAfterMs: 60_000 });
  expect(pickFailure([fault("circuit_open", { retryAfterMs: 1 }), limited])).toBe(limited);
  const [first, last] = [fault("connection"), fault("timeout")];
  expect(pickFailure([first, last, limited])).toBe(last);
});

test("a refused request is the caller's fault; a worker's expired key or lost model is not", () => {
  for (const status of [400, 413, 422]) expect(isCallersFault(fault("bad_request", { status }))).toBe(true);
  for (const status of [401, 402, 403, 404, 405]) expect(isCallersFault(fault("bad_request", { status }))).toBe(false);
  expect(isCallersFault(fault("server_error", { status: 500 }))).toBe(false);
});

test("a caller reads what went wrong, not where the worker is", () => {
  const message = "The worker a failed: http://10.1.2.3:8000/v1 answered 500: see https://user:pass@inner.example/x?y=1.";
  expect(publicMessage(new Error(message))).toBe("The worker a failed: its endpoint answered 500: see its endpoint.");
});
