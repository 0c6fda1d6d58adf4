import type { SignatureType, Tag } from "./data-item.ts";
import { deepHash } from "./deep-hash.ts";

/** What is signed: the fields of an item before it has a signature. */
export interface UnsignedItem {
  signatureType: SignatureType;
  owner: Uint8Array;
  /** 32 bytes, or none. */
  target: Uint8Array;
  /** 32 bytes, or none. */
  anchor: Uint8Array;
  tags: readonly Tag[];
  data: Uint8Array;
}

/** The hash that the owner signs. */
export function hashToSign({ signatureType, owner, target, anchor, tags, data }: UnsignedItem): Buffer {
  return deepHash([
    Buffer.from("dataitem"),
    Buffer.from("1"),
    Buffer.from(String(signatureType)),
    owner,
    target,
    anchor,
    encodeTags(tags),
    data,
  ]);
}

/** The item as it is sent. */
export function encodeDataItem(item: UnsignedItem, signature: Uint8Array): Buffer {
  const tagBytes = encodeTags(item.tags);
  const type = Buffer.alloc(2);
  type.writeUInt16LE(item.signatureType);
  return Buffer.concat([
    type,
    signature,
    item.owner,
    optional(item.target),
    optional(item.anchor),
    count(item.tags.length),
    count(tagBytes.length),
    tagBytes,
    item.data,
  ]);
}

/** Avro: one block of tags and the empty block that ends an array. */
export function encodeTags(tags: readonly Tag[]): Buffer {
  if (tags.length === 0) return Buffer.alloc(0);
  const texts = tags.flatMap(({ name, value }) => [Buffer.from(name), Buffer.from(value)]);
  return Buffer.concat([encodeLong(tags.length), ...texts.flatMap((text) => [encodeLong(text.length), text]), encodeLong(0)]);
}

function encodeLong(value: number): Buffer {
  const bytes: number[] = [];
  let left = value * 2; // zigzag of what is not negative
  do {
    bytes.push((left % 128) + (left >= 128 ? 128 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return Buffer.from(bytes);
}

function optional(bytes: Uint8Array): Buffer {
  return bytes.length === 0 ? Buffer.from([0]) : Buffer.concat([Buffer.from([1]), bytes]);
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
