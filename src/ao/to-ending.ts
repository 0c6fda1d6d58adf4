import { AssayError, messageOf, type ErrorCode } from "../lib/errors.ts";
import type { AoContext } from "./context.ts";
import { findTag } from "./find-tag.ts";
import type { Ending, Message } from "./message.ts";
import { Malformed, Refusal } from "./process-kind.ts";
import { readNotice, refundTags } from "./refund.ts";
import { replyTo, toTags } from "./run-turn.ts";

/** Domain errors that are told by a reply, with its status. */
const STATUS: ReadonlyMap<ErrorCode, number> = new Map([
  ["invalid_input", 400],
  ["insufficient_funds", 402],
  ["forbidden", 403],
  ["not_found", 404],
  ["conflict", 409],
  ["too_large", 413],
  ["rate_limited", 429],
]);

/**
 * What a message ends with whose handler threw. Money that a token tells of goes back then: nobody else could give it. Throws the error again when
 * the same message may go well later.
 */
export function toEnding(context: AoContext, message: Message, error: unknown): Ending {
  const ending = endingOf(context, message, error);
  const notice = message.origin === "process" ? readNotice(message.tags) : undefined;
  if (!notice) return ending;
  const tags = refundTags(message.id, notice, "error" in ending ? ending.error : messageOf(error));
  return { sent: [{ target: message.from, tags: toTags(tags), data: "" }], printed: "" };
}

function endingOf({ log }: AoContext, message: Message, error: unknown): Ending {
  if (error instanceof Malformed) return { error: error.message };
  const refusal = error instanceof AssayError ? fromDomain(error) : error;
  if (refusal instanceof Refusal) {
    const action = findTag(message.tags, "Action") ?? "";
    const tags = { Action: `${action}-Response`, ...refusal.tags, Error: refusal.message };
    return { sent: [replyTo(message, tags, refusal.data)], printed: "" };
  }
  if (error instanceof AssayError && error.code !== "internal") throw error;
  log.error({ err: error, message: message.id, process: message.processId }, "message failed");
  return { error: "The handler failed; the log of this server says why." };
}

function fromDomain(error: AssayError): Refusal | AssayError {
  const status = STATUS.get(error.code);
  return status === undefined ? error : new Refusal(status, error.message);
}
