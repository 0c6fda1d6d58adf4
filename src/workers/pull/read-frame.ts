import type { RawData } from "ws";
import type { z } from "zod";
import { decodeData } from "./data-frame.ts";

/** A frame that was read: bytes of a body, or what the text says. */
export type Read<Frame> = { data: { id: number; bytes: Buffer } } | { frame: Frame };

/** Thrown at what is no frame of the protocol. The message is short enough to be a close reason (123 bytes). */
export class BrokenFrameError extends Error {
  override readonly name = "BrokenFrameError";
}

/** @throws BrokenFrameError */
export function readFrame<Schema extends z.ZodType>(schema: Schema, message: RawData, isBinary: boolean): Read<z.infer<Schema>> {
  const bytes = toBuffer(message);
  if (isBinary) {
    const data = decodeData(bytes);
    if (!data) throw new BrokenFrameError("a data frame has 4 bytes of id and at least one more");
    return { data };
  }
  const parsed = schema.safeParse(parse(bytes));
  if (parsed.success) return { frame: parsed.data };
  const [issue] = parsed.error.issues;
  throw new BrokenFrameError(`${issue?.path.join(".") || "frame"}: ${issue?.message ?? "not valid"}`.slice(0, 100));
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new BrokenFrameError("a text frame is one JSON object");
  }
}

function toBuffer(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
