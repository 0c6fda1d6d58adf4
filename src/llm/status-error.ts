import type { CallResult } from "./endpoint.ts";
import { LlmError, type LlmErrorKind } from "./llm-error.ts";
import { parseRetryAfter } from "./retry-after.ts";

const SHOWN_CHARACTERS = 300;

/** The error of a response that is not 2xx, with what the endpoint says about it. */
export function statusError(label: string, { status, headers }: CallResult, body: string): LlmError {
  const retryAfterMs = parseRetryAfter(headers, Date.now());
  return new LlmError(kindOf(status), `${label} answered ${status}: ${messageIn(body)}`, { status, retryAfterMs });
}

function kindOf(status: number): LlmErrorKind {
  if (status === 429) return "rate_limited";
  if (status >= 500 || status === 408 || status === 409) return "server_error";
  // A redirect is not followed: the endpoint is not where it was said to be.
  return status < 400 ? "bad_response" : "bad_request";
}

/** OpenAI's `error.message`, or the beginning of whatever was sent. */
export function messageIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const nested = typeof error === "object" && error !== null ? (error as Record<string, unknown>)["message"] : error;
    const found = [nested, message, detail].find((text) => typeof text === "string" && text !== "");
    if (typeof found === "string") return found.slice(0, SHOWN_CHARACTERS);
  } catch {
    // Not JSON: shown as it is.
  }
  const text = body.replaceAll(/\s+/g, " ").trim().slice(0, SHOWN_CHARACTERS);
  return text === "" ? "(an empty body)" : text;
}
