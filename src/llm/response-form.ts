/** Tokens as the endpoint counted them. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Text of a choice: `message.content` of a chat (also in parts), else its `refusal`; `text` of a completion. A message that
 * only calls tools has the text "". Null: there is none.
 */
export function textOfChoice(choice: unknown): string | null {
  if (!isObject(choice)) return null;
  if (typeof choice["text"] === "string") return choice["text"];
  const message = choice["message"];
  if (!isObject(message)) return null;
  const { content, refusal } = message;
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map(textOfPart).join("");
  if (typeof refusal === "string") return refusal;
  return callsTools(message) ? "" : null;
}

function textOfPart(part: unknown): string {
  return isObject(part) && typeof part["text"] === "string" ? part["text"] : "";
}

function callsTools({ tool_calls: calls, function_call: call }: Record<string, unknown>): boolean {
  return (Array.isArray(calls) && calls.length > 0) || isObject(call);
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
