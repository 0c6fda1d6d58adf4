import type { JsonObject } from "../workers/index.ts";

/**
 * Whether an event of a stream carries a part of the answer: text, a tool call, reasoning, or its end. A first event that
 * only names the role does not: until something was said the answer may still come from another worker.
 * @param event one chunk
 */
export function saysSomething({ choices }: JsonObject): boolean {
  if (!Array.isArray(choices)) return false;
  return choices.some((choice: Choice) => {
    const parts = { ...choice?.delta, text: choice?.text, finish: choice?.finish_reason };
    return Object.entries(parts).some(([name, part]) => name !== "role" && isSaid(part));
  });
}

type Choice = { delta?: Record<string, unknown> | null; text?: unknown; finish_reason?: unknown } | null;

function isSaid(part: unknown): boolean {
  return part !== undefined && part !== null && part !== "" && !(Array.isArray(part) && part.length === 0);
}
