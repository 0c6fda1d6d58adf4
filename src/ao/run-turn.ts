import type { Db } from "../db/index.ts";
import type { Tag } from "./data-item.ts";
import { findTag } from "./find-tag.ts";
import { emptyResult, errorResult, type Ending, type Message, type Outgoing, type Process, type Result } from "./message.ts";
import type { Action, ProcessKind, Turn } from "./process-kind.ts";

const REFERENCE_DIGITS = 32;

type Sent = Extract<Ending, { sent: Outgoing[] }>;

interface TurnInput {
  db: Db;
  now: Date;
  process: Process;
  message: Message;
}

/** The action that a message asks for. Undefined: the process has none of that name. */
export function findAction({ actions }: ProcessKind, message: Message): { name: string; action: Action } | undefined {
  const wanted = findTag(message.tags, "Action")?.toLowerCase();
  const name = Object.keys(actions).find((one) => one.toLowerCase() === wanted);
  const action = name === undefined ? undefined : actions[name];
  return name === undefined || action === undefined ? undefined : { name, action };
}

/** Runs the handler of an action. What it throws is the caller's to tell. */
export async function runTurn(name: string, action: Action, input: TurnInput): Promise<Sent> {
  const outcome: Sent = { sent: [], printed: "" };
  const { message } = input;
  const turn: Turn = {
    ...input,
    tag: (wanted) => findTag(message.tags, wanted),
    reply: (tags, data = "") => outcome.sent.push(replyTo(message, { Action: `${name}-Response`, Status: "200", ...tags }, data)),
    send: (target, tags, data = "") => outcome.sent.push({ target, tags: toTags(tags), data }),
    print: (text) => void (outcome.printed = text),
  };
  await action.handle(turn);
  return outcome;
}

/** An answer to the sender, with the reference of its message where it had one. */
export function replyTo(message: Message, tags: Readonly<Record<string, string>>, data: string): Outgoing {
  const reference = findTag(message.tags, "X-Reference") ?? findTag(message.tags, "Reference");
  const all = reference === undefined ? tags : { "X-Reference": reference, ...tags };
  return { target: message.from, tags: toTags(all), data };
}

/**
 * What was sent, numbered, in the form of a result: `Reference` counts the messages of the process unless the handler set one of its own; the
 * anchor is the number in 32 digits.
 * @param references how many messages the process had sent before
 */
export function toResult(ending: Ending, references: number): Result {
  if ("error" in ending) return errorResult(ending.error);
  const { sent, printed } = ending;
  const result = emptyResult();
  result.Messages = sent.map(({ target, tags, data }, index) => {
    const reference = String(references + index + 1);
    const own = findTag(tags, "Reference") === undefined ? { Reference: reference } : {};
    const fixed = toTags({ "Data-Protocol": "ao", Variant: "ao.TN.1", Type: "Message", ...own });
    return { Target: target, Anchor: reference.padStart(REFERENCE_DIGITS, "0"), Data: data, Tags: [...fixed, ...tags] };
  });
  result.Output = { data: printed === "" ? (sent[0]?.data ?? "") : printed, prompt: "", print: printed !== "" };
  return result;
}

export function toTags(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([name, value]) => ({ name, value }));
}
