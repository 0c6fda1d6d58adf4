import type { JsonObject, WorkerRequest } from "../driver.ts";
import { countPrompts } from "./count-prompts.ts";
import { hashedEmbedding } from "./hashed-embedding.ts";

/** The response body of an embeddings endpoint, with hashed vectors: in base64 (little-endian floats) where that was asked for. */
export function embeddingsFor({ body }: WorkerRequest, model: string): JsonObject {
  const { input, dimensions, encoding_format: format } = body;
  // Token ids are hashed as they are written: no tokenizer is behind it.
  const texts: unknown[] = Array.isArray(input) && countPrompts(input) === input.length && typeof input[0] !== "number" ? input : [input];
  const length = typeof dimensions === "number" && Number.isInteger(dimensions) && dimensions > 0 ? dimensions : undefined;
  const data = texts.map((text, index) => {
    const vector = hashedEmbedding(typeof text === "string" ? text : JSON.stringify(text), length);
    const embedding = format === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
    return { object: "embedding", index, embedding };
  });
  return { object: "list", data, model, usage: { prompt_tokens: 0, total_tokens: 0 } };
}
