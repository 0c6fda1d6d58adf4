import type { JsonObject } from "../workers/index.ts";

type Choice = { index?: unknown; delta?: { content?: unknown } | null } | null;

/** The text that an event of a chat stream adds to its first choice. */
export function deltaOf({ choices }: JsonObject): string {
  if (!Array.isArray(choices)) return "";
  const choice = choices.find((one: Choice) => (one?.index ?? 0) === 0) as Choice | undefined;
  const content = choice?.delta?.content;
  return typeof content === "string" ? content : "";
}
