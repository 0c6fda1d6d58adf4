import type { Callee, CallResult } from "./call.ts";
import { LlmError, type LlmErrorKind } from "./llm-error.ts";
import { isObject } from "./response-form.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** The error of a response that is not 2xx, with what the endpoint says about it. */
export function statusError(endpoint: Callee, { status, headers }: CallResult, body: string): LlmError {
  const retryAfterMs = parseRetryAfter(headers, Date.now());
  return new LlmError(kindOf(status), `${endpoint.label} answered ${status}: ${endpoint.quote(body)}`, { status, retryAfterMs });
}

/**
 * The kind of an error object inside a 200 or a stream: its `code` is a status at some routers (OpenRouter), a word at others.
 * Without a status it is the server's.
 */
export function kindOfErrorObject(error: unknown): LlmErrorKind {
  const code = isObject(error) ? (error["code"] ?? error["status"]) : undefined;
  return typeof code === "number" && code >= 400 && code < 600 ? kindOf(code) : "server_error";
}

function kindOf(status: number): LlmErrorKind {
  if (status === 429) return "rate_limited";
  if (status >= 500 || status === 408 || status === 409) return "server_error";
  // A redirect is not followed: the endpoint is not where it was said to be.
  return status < 400 ? "bad_response" : "bad_request";
}
