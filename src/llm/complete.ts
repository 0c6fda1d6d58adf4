import type { Callee, CallOptions, CallResult } from "./call.ts";
import { LlmError } from "./llm-error.ts";
import { isObject, readUsage, textOfChoice, type Usage } from "./response-form.ts";
import { kindOfErrorObject, statusError } from "./status-error.ts";

const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

/** A whole answer. */
export interface Completion {
  /** Text of choice 0. */
  text: string;
  finishReason: string | null;
  usage: Usage | null;
  durationMs: number;
  /** The response as it was sent, and its text: numbers keep their digits. */
  body: Record<string, unknown>;
  json: string;
}

/** Calls once and reads the whole response. Rejects with LlmError. @param path such as `/chat/completions` */
export async function complete(endpoint: Callee, path: string, body: Uint8Array | string, options: CallOptions): Promise<Completion> {
  const startedAt = performance.now();
  const { result, text, response } = await callForObject(endpoint, path, body, options);
  const { choices } = response;
  const choice: unknown = Array.isArray(choices) ? (choices.find((one) => isObject(one) && one["index"] === 0) ?? choices[0]) : undefined;
  const answer = textOfChoice(choice);
  if (!isObject(choice) || answer === null) {
    const missing = isObject(choice) ? "a text" : "choices";
    throw new LlmError("empty_response", `${endpoint.label} answered without ${missing}.`, { status: result.status });
  }
  const finishReason = choice["finish_reason"];
  return {
    text: answer,
    finishReason: typeof finishReason === "string" ? finishReason : null,
    usage: readUsage(response["usage"]),
    durationMs: performance.now() - startedAt,
    body: response,
    json: text,
  };
}

/** A call's whole response as a JSON object that is no error. Rejects with LlmError. */
export async function callForObject(
  endpoint: Callee,
  path: string,
  body: Uint8Array | string,
  options: CallOptions,
): Promise<{ result: CallResult; text: string; response: Record<string, unknown> }> {
  const { result, text } = await callForText(endpoint, path, body, options);
  if (result.status < 200 || result.status > 299) throw statusError(endpoint, result, text);
  return { result, text, response: parse(endpoint, result, text) };
}

/** A call's whole response as text, whatever its status; for a GET the body is null. Rejects with LlmError. */
export async function callForText(
  endpoint: Callee,
  path: string,
  body: Uint8Array | string | null,
  options: CallOptions,
): Promise<{ result: CallResult; text: string }> {
  const parts: Buffer[] = [];
  let size = 0;
  const onData = (bytes: Buffer) => {
    size += bytes.length;
    if (size > MAX_RESPONSE_BYTES) throw new LlmError("bad_response", `${endpoint.label} sent more than ${MAX_RESPONSE_BYTES} bytes.`);
    parts.push(bytes);
    return "more" as const;
  };
  const result = await endpoint.call(path, body, { onStart() {}, onData }, options);
  return { result, text: Buffer.concat(parts).toString("utf8") };
}

function parse(endpoint: Callee, { status, headers }: CallResult, text: string): Record<string, unknown> {
  const { label } = endpoint;
  if (text.trim() === "") throw new LlmError("empty_response", `${label} answered ${status} with an empty body.`, { status });
  let response: unknown;
  try {
    response = JSON.parse(text);
  } catch {
    // Without the parser's own error as its cause: that quotes the body, keys and all.
    const type = headers["content-type"] ?? "no content type";
    throw new LlmError("bad_response", `${label} answered ${status} with what is not JSON (${type}): ${endpoint.quote(text)}`, { status });
  }
  if (!isObject(response)) throw new LlmError("bad_response", `${label} answered ${status} with JSON that is no object.`, { status });
  if (response["error"]) {
    const message = `${label} answered ${status} with an error: ${endpoint.quote(text)}`;
    throw new LlmError(kindOfErrorObject(response["error"]), message, { status });
  }
  return response;
}
