import { DataItemError, type Tag } from "./data-item.ts";

/** A length within a block of 4,096 bytes takes at most two bytes; five hold any that an encoder may pad it to. */
const MAX_LENGTH_BYTES = 5;
const PAYLOAD = 0x7f;
const MORE = 0x80;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the tags of a data item: an Avro array of `{name, value}` in blocks, each length a zigzag varint. Every step goes forward
 * and stays within the bytes, so that hostile counts and lengths end at once.
 * @param expected how many tags the item announces
 * @throws DataItemError
 */
export function readTags(bytes: Buffer, expected: number): Tag[] {
  if (bytes.length === 0 && expected === 0) return [];
  const cursor = { bytes, place: 0 };
  const tags: Tag[] = [];
  for (let count = readLong(cursor); count !== 0; count = readLong(cursor)) {
    if (count < 0) readLong(cursor); // a negative count is followed by the block's size in bytes
    if (tags.length + Math.abs(count) > expected) throw fault("There are more tags than the item announces.");
    for (let left = Math.abs(count); left > 0; left--) tags.push(readTag(cursor));
  }
  if (cursor.place !== bytes.length) throw fault("Bytes are left behind the tags.");
  if (tags.length !== expected) throw fault("There are fewer tags than the item announces.");
  return tags;
}

interface Cursor {
  readonly bytes: Buffer;
  place: number;
}

function readTag(cursor: Cursor): Tag {
  const name = readString(cursor);
  if (name === "") throw fault("A tag has no name.");
  return { name, value: readString(cursor) };
}

function readString(cursor: Cursor): string {
  const length = readLong(cursor);
  const end = cursor.place + length;
  if (length < 0 || end > cursor.bytes.length) throw fault("A tag is longer than the tags are.");
  const text = cursor.bytes.subarray(cursor.place, end);
  cursor.place = end;
  try {
    return utf8.decode(text);
  } catch {
    throw fault("A tag is not UTF-8.");
  }
}

/** Avro's long: base 128, lowest first, zigzag (0, −1, 1, −2, …). */
function readLong(cursor: Cursor): number {
  let value = 0;
  for (let index = 0; index < MAX_LENGTH_BYTES; index++) {
    const byte = cursor.bytes[cursor.place++];
    if (byte === undefined) throw fault("The tags are cut off.");
    value += (byte & PAYLOAD) * 128 ** index;
    if ((byte & MORE) === 0) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw fault("A length in the tags has too many bytes.");
}

function fault(message: string): DataItemError {
  return new DataItemError("tags", message);
}
