import type { Callee, CallOptions } from "./call.ts";
import { callForObject } from "./complete.ts";
import { LlmError } from "./llm-error.ts";
import { isObject, readUsage, type Usage } from "./response-form.ts";

/** Embeddings as an endpoint sent them. */
export interface Embedded {
  usage: Usage | null;
  durationMs: number;
  /** The response as it was sent, and its text: numbers keep their digits. */
  body: Record<string, unknown>;
  json: string;
}

/**
 * Calls once for embeddings. Fewer or other vectors than texts are no answer: whoever puts them together by position would
 * not notice. Rejects with LlmError.
 * @param texts how many were sent
 */
export async function embed(
  endpoint: Callee,
  path: string,
  body: Uint8Array | string,
  texts: number,
  options: CallOptions,
): Promise<Embedded> {
  const startedAt = performance.now();
  const { result, text, response } = await callForObject(endpoint, path, body, options);
  const { data } = response;
  const { status } = result;
  if (!Array.isArray(data) || data.length === 0) {
    throw new LlmError("empty_response", `${endpoint.label} answered without embeddings.`, { status });
  }
  if (data.length !== texts || !data.every(isVector)) {
    throw new LlmError("bad_response", `${endpoint.label} sent ${data.length} embeddings for ${texts} texts, or not as such.`, { status });
  }
  return { usage: readUsage(response["usage"]), durationMs: performance.now() - startedAt, body: response, json: text };
}

/** Numbers, or their bytes in base64. */
function isVector(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { embedding } = value;
  return (Array.isArray(embedding) && embedding.length > 0) || (typeof embedding === "string" && embedding !== "");
}
