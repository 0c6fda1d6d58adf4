import type { JsonObject } from "../../workers/index.ts";

interface Building {
  index: number;
  said: Record<string, string>;
  calls: Map<number, Call>;
  logprobs: JsonObject | null;
  finish_reason: unknown;
}

interface Call {
  id?: unknown;
  type?: unknown;
  function: { name: string; arguments: string };
}

interface Piece {
  index?: number;
  delta?: JsonObject | null;
  text?: unknown;
  logprobs?: JsonObject | null;
  finish_reason?: unknown;
}

/** The whole answer that a stream's events say; undefined where they say something that is put together otherwise. */
export function bodyOfEvents(events: readonly JsonObject[]): JsonObject | undefined {
  const first = events.find(({ choices }) => Array.isArray(choices) && choices.length > 0);
  if (!first) return undefined;
  const { choices: _choices, usage: _usage, object, ...head } = first;
  const isChat = object !== "text_completion";
  const built = new Map<number, Building>();
  let usage: unknown;
  for (const event of events) {
    usage = event["usage"] ?? usage;
    for (const piece of (event["choices"] ?? []) as Piece[]) if (!add(built, piece)) return undefined;
  }
  const choices = [...built.values()].toSorted((a, b) => a.index - b.index);
  if (choices.some((choice) => typeof choice.finish_reason !== "string")) return undefined;
  return {
    ...head,
    object: isChat ? "chat.completion" : object,
    choices: choices.map((choice) => (isChat ? toChatChoice(choice) : toTextChoice(choice))),
    ...(usage !== undefined && usage !== null && { usage }),
  };
}

/** @returns whether it could be added */
function add(built: Map<number, Building>, { index = 0, delta, text, logprobs, finish_reason: reason }: Piece): boolean {
  const known = built.get(index);
  const choice = known ?? { index, said: {}, calls: new Map<number, Call>(), logprobs: null, finish_reason: null };
  if (!known) built.set(index, choice);
  if (typeof reason === "string") choice.finish_reason = reason;
  if (logprobs) choice.logprobs = joinLogprobs(choice.logprobs, logprobs);
  for (const [name, part] of Object.entries({ ...delta, ...(text !== undefined && { text }) })) {
    if (part === null || part === undefined) continue;
    if (name === "role") continue;
    if (name === "tool_calls" && Array.isArray(part)) addCalls(choice.calls, part as JsonObject[]);
    else if (typeof part === "string") choice.said[name] = (choice.said[name] ?? "") + part;
    else return false;
  }
  return true;
}

function addCalls(calls: Map<number, Call>, parts: readonly JsonObject[]): void {
  for (const { index, function: piece, ...rest } of parts) {
    const at = typeof index === "number" ? index : 0;
    const call = calls.get(at) ?? { function: { name: "", arguments: "" } };
    const { name = "", arguments: text = "" } = (piece ?? {}) as Partial<Call["function"]>;
    Object.assign(call, rest);
    call.function = { name: call.function.name + name, arguments: call.function.arguments + text };
    calls.set(at, call);
  }
}

/** Lists are continued, everything else is the latest. */
function joinLogprobs(before: JsonObject | null, more: JsonObject): JsonObject {
  const joined = Object.entries(more).map(([name, value]) => {
    const known = before?.[name];
    return [name, Array.isArray(known) && Array.isArray(value) ? [...(known as unknown[]), ...(value as unknown[])] : value];
  });
  return { ...before, ...(Object.fromEntries(joined) as JsonObject) };
}

function toChatChoice({ index, said, calls, logprobs, finish_reason }: Building): JsonObject {
  const { content = calls.size > 0 ? null : "", ...rest } = said;
  const message = { role: "assistant", content, ...rest, ...(calls.size > 0 && { tool_calls: [...calls.values()] }) };
  return { index, message, logprobs, finish_reason };
}

function toTextChoice({ index, said, logprobs, finish_reason }: Building): JsonObject {
  return { index, text: said["text"] ?? "", logprobs, finish_reason };
}
