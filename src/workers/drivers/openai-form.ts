import type { JsonObject, WorkerRequest } from "../driver.ts";

/** A text as the response body that an OpenAI-compatible endpoint would send. */
export function toResponseBody(endpoint: WorkerRequest["endpoint"], model: string, text: string): JsonObject {
  const head = { id: "assay", created: 0, model };
  if (endpoint === "completions") {
    return { ...head, object: "text_completion", choices: [{ index: 0, text, logprobs: null, finish_reason: "stop" }] };
  }
  const message = { role: "assistant", content: text };
  return { ...head, object: "chat.completion", choices: [{ index: 0, message, logprobs: null, finish_reason: "stop" }] };
}

/** One event of such an endpoint's stream. */
export function toStreamEvent(endpoint: WorkerRequest["endpoint"], model: string, delta: string, finishReason: string | null): string {
  const head = { id: "assay", created: 0, model };
  if (endpoint === "completions") {
    return JSON.stringify({
      ...head,
      object: "text_completion",
      choices: [{ index: 0, text: delta, logprobs: null, finish_reason: finishReason }],
    });
  }
  const choice = {
    index: 0,
    delta: delta === "" ? {} : { role: "assistant", content: delta },
    logprobs: null,
    finish_reason: finishReason,
  };
  return JSON.stringify({ ...head, object: "chat.completion.chunk", choices: [choice] });
}

/** What a request asks, as one text: the prompt, or the last message of the user. */
export function promptTextOf({ body }: WorkerRequest): string {
  if (typeof body["prompt"] === "string") return body["prompt"];
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
