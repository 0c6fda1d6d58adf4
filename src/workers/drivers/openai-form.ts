import type { JsonObject, WorkerRequest } from "../driver.ts";

const MAX_CHOICES = 128;

/** A text as the response body that an OpenAI-compatible endpoint would send, once for each choice that was asked for. */
export function toResponseBody(request: WorkerRequest, model: string, text: string): JsonObject {
  const head = { id: "assay", created: 0, model };
  const finish = { logprobs: null, finish_reason: "stop" };
  if (request.endpoint === "completions") {
    return { ...head, object: "text_completion", choices: indexes(request).map((index) => ({ index, text, ...finish })) };
  }
  const message = { role: "assistant", content: text };
  return { ...head, object: "chat.completion", choices: indexes(request).map((index) => ({ index, message, ...finish })) };
}

/** One event of such an endpoint's stream, for all its choices. */
export function toStreamEvent(request: WorkerRequest, model: string, delta: string, finishReason: string | null): string {
  const head = { id: "assay", created: 0, model };
  const finish = { logprobs: null, finish_reason: finishReason };
  if (request.endpoint === "completions") {
    const choices = indexes(request).map((index) => ({ index, text: delta, ...finish }));
    return JSON.stringify({ ...head, object: "text_completion", choices });
  }
  const said = delta === "" ? {} : { role: "assistant", content: delta };
  return JSON.stringify({
    ...head,
    object: "chat.completion.chunk",
    choices: indexes(request).map((index) => ({ index, delta: said, ...finish })),
  });
}

/** 0 to `n` - 1: the same question gets the same answer each time. */
function indexes({ body: { n } }: WorkerRequest): number[] {
  return Array.from({ length: typeof n === "number" && n > 1 ? Math.min(n, MAX_CHOICES) : 1 }, (_, index) => index);
}

/** What a request asks, as one text: the prompt, or the last message of the user. */
export function promptTextOf({ body }: WorkerRequest): string {
  const { prompt } = body;
  if (typeof prompt === "string") return prompt;
  if (Array.isArray(prompt)) return prompt.length === 1 && typeof prompt[0] === "string" ? prompt[0] : JSON.stringify(prompt);
  const messages: unknown[] = Array.isArray(body["messages"]) ? body["messages"] : [];
  const last = messages.findLast((message): message is JsonObject => isObject(message) && message["role"] === "user");
  return textOfContent(last?.["content"]);
}

function textOfContent(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.flatMap((part: unknown) => (isObject(part) && typeof part["text"] === "string" ? [part["text"]] : [])).join("");
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
