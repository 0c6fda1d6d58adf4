import { AssayError } from "../lib/errors.ts";
import type { AoContext } from "./context.ts";
import { DataItemError, type DataItem, type Tag } from "./data-item.ts";
import { findTag } from "./find-tag.ts";
import { takeMessage } from "./handle-message.ts";
import type { Message } from "./message.ts";
import { parseDataItem } from "./parse-data-item.ts";
import { spawnProcess } from "./spawn-process.ts";
import { verifyDataItem } from "./verify-data-item.ts";

/** Tags by which one process tells another who it is: from outside they could only be false. */
const INTERNAL_TAGS = ["From-Process", "From-Module", "Pushed-For", "Forwarded-By"];

/**
 * Takes a signed data item: a message to a process, or the spawning of one. When it resolves, the message was handled and stored.
 * @returns its id
 * @throws `invalid_input` for what is no item, whose signature does not hold, or whose tags are not AO's; `not_found` without such a process
 */
export async function takeItem(context: AoContext, bytes: Buffer): Promise<string> {
  const item = readItem(bytes);
  const type = typeOf(item.tags);
  if (type === "Process") return spawnProcess(context, item);
  const message = toMessage(item);
  if (!(await takeMessage(context, message, bytes))) {
    throw new AssayError("not_found", `There is no process ${item.target || "(the item has no target)"} here.`, { field: "target" });
  }
  context.wake();
  return item.id;
}

/** Parses and verifies. @throws `invalid_input` */
export function readItem(bytes: Buffer): DataItem {
  try {
    const item = parseDataItem(bytes);
    if (verifyDataItem(item)) return item;
  } catch (error) {
    if (!(error instanceof DataItemError)) throw error;
    throw new AssayError("invalid_input", error.message, { field: error.fault, cause: error });
  }
  throw new AssayError("invalid_input", "The signature is not its owner's.", { field: "signature" });
}

/** What kind of item it is, by the first `Type` that says so; clients may send several. */
function typeOf(tags: readonly Tag[]): "Message" | "Process" {
  const internal = INTERNAL_TAGS.find((name) => findTag(tags, name) !== undefined);
  if (internal) throw new AssayError("invalid_input", `The tag ${internal} may not be set from outside.`, { field: internal });
  const valuesOf = (name: string): string[] => tags.filter((tag) => tag.name.toLowerCase() === name).map(({ value }) => value);
  const type = valuesOf("type").find((value) => value === "Message" || value === "Process");
  if (type && valuesOf("data-protocol").includes("ao")) return type as "Message" | "Process";
  throw new AssayError("invalid_input", "An item of AO has the tags Data-Protocol=ao and Type=Message or Type=Process.", { field: "tags" });
}

function toMessage({ id, target, address, tags, data }: DataItem): Message {
  // Clients cannot send nothing: they send a blank.
  const text = data.toString("utf8");
  return { id, processId: target, origin: "wallet", from: address, tags, data: text.trim() === "" ? "" : text, pushedFor: id };
}
