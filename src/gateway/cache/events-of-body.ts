import type { JsonObject } from "../../workers/index.ts";

interface WholeChoice {
  index?: unknown;
  message?: JsonObject;
  text?: unknown;
  logprobs?: unknown;
  finish_reason?: unknown;
}

/** A whole answer as the events of a stream: a piece for each choice, its end, and the usage where it is asked for. */
export function eventsOfBody(body: JsonObject, includesUsage: boolean): string[] {
  const { choices, usage, object, ...head } = body;
  const isChat = object !== "text_completion";
  const frame = (own: object[], more: JsonObject = {}) =>
    JSON.stringify({ ...head, object: isChat ? "chat.completion.chunk" : object, choices: own, ...more });
  const whole = (Array.isArray(choices) ? choices : []) as WholeChoice[];
  const events = whole.flatMap(({ index = 0, message, text, logprobs = null, finish_reason: reason }) => {
    const said = isChat ? { delta: deltaOf(message ?? {}) } : { text };
    const rest = isChat ? { delta: {} } : { text: "" };
    return [frame([{ index, ...said, logprobs, finish_reason: null }]), frame([{ index, ...rest, logprobs: null, finish_reason: reason }])];
  });
  return includesUsage && usage ? [...events, frame([], { usage })] : events;
}

function deltaOf({ tool_calls: calls, ...message }: JsonObject): JsonObject {
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: JsonObject, index) => ({ index, ...call })) };
}
