import type { JsonObject } from "../workers/index.ts";

/** A longer answer is not kept to be compared. */
const MAX_CHARACTERS = 4 * 1024 * 1024;
/** Parts of a choice that say nothing of their own. */
const SILENT: ReadonlySet<string> = new Set(["role", "content"]);

interface Piece {
  text: string;
  isEnd: boolean;
}

/** What was handed on of a stream, as far as another worker's can be held against it: one choice of nothing but text. */
export class SentText {
  text = "";
  /** Whether nothing else came. */
  isPlain = true;

  add(event: JsonObject): void {
    const piece = plainPiece(event);
    if (!piece || this.text.length + piece.text.length > MAX_CHARACTERS) this.isPlain = false;
    else this.text += piece.text;
  }
}

/** What an event adds to the text of its one choice; undefined: something that is no text. Without a choice it adds nothing. */
export function plainPiece({ choices }: JsonObject): Piece | undefined {
  if (!Array.isArray(choices) || choices.length === 0) return { text: "", isEnd: false };
  const choice = choices[0] as Choice;
  if (choices.length > 1 || (choice?.index ?? 0) !== 0 || isSaid(choice?.logprobs)) return undefined;
  const { delta, text, finish_reason: reason } = choice ?? {};
  const extra = Object.entries(delta ?? {}).some(([name, part]) => !SILENT.has(name) && isSaid(part));
  const said = text ?? delta?.["content"] ?? "";
  return extra || typeof said !== "string" ? undefined : { text: said, isEnd: typeof reason === "string" };
}

/** The same event with another text in its one choice. */
export function withText(event: JsonObject, text: string): string {
  const [choice] = event["choices"] as [Record<string, unknown>];
  const changed = "text" in choice ? { ...choice, text } : { ...choice, delta: { ...(choice["delta"] as object), content: text } };
  return JSON.stringify({ ...event, choices: [changed] });
}

type Choice = {
  index?: unknown;
  logprobs?: unknown;
  delta?: Record<string, unknown> | null;
  text?: unknown;
  finish_reason?: unknown;
} | null;

function isSaid(part: unknown): boolean {
  return part !== undefined && part !== null && part !== "" && !(Array.isArray(part) && part.length === 0);
}
