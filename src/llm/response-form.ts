/** Tokens as the endpoint counted them. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text of a choice: `message.content` of a chat, `text` of a completion. A message that only calls tools has the text "". */
export function textOfChoice(choice: unknown): string | null {
  if (!isObject(choice)) return null;
  if (typeof choice["text"] === "string") return choice["text"];
  const message = choice["message"];
  if (!isObject(message)) return null;
  if (typeof message["content"] === "string") return message["content"];
  return Array.isArray(message["tool_calls"]) && message["tool_calls"].length > 0 ? "" : null;
}

/** `usage` of a response, where it makes sense. */
export function readUsage(value: unknown): Usage | null {
  if (!isObject(value)) return null;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = value;
  if (!isCount(promptTokens)) return null;
  return { promptTokens, completionTokens: isCount(completionTokens) ? completionTokens : 0 };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
