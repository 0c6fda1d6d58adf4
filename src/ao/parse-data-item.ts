import { createHash } from "node:crypto";
import { addressOf } from "./address-of.ts";
import { ByteReader } from "./byte-reader.ts";
import { DATA_ITEM_LIMITS, DataItemError, type DataItem, type DataItemLimits, type SignatureType } from "./data-item.ts";
import { deepHash } from "./deep-hash.ts";
import { readTags } from "./read-tags.ts";

const SIZES: Readonly<Record<SignatureType, { signature: number; owner: number }>> = {
  1: { signature: 512, owner: 512 },
  3: { signature: 65, owner: 65 },
};
const ID_BYTES = 32;

/**
 * Parses a data item of ANS-104, strictly, and touches no byte twice: type u16le, signature, owner, optional target and anchor, count and size of
 * the tags u64le, tags, data. It says nothing about the signature (`verifyDataItem`).
 * @throws DataItemError
 */
export function parseDataItem(bytes: Buffer, limits: DataItemLimits = DATA_ITEM_LIMITS): DataItem {
  if (bytes.length > limits.maxBytes) throw new DataItemError("size", `The data item is larger than ${limits.maxBytes} bytes.`);
  const reader = new ByteReader(bytes);
  const signatureType = readType(reader);
  const { signature: signatureBytes, owner: ownerBytes } = SIZES[signatureType];
  const signature = reader.take(signatureBytes);
  const owner = reader.take(ownerBytes);
  const target = readOptional(reader, "target");
  const anchor = readOptional(reader, "anchor");
  const count = readCount(reader, "the number of tags", limits.maxTags);
  const size = readCount(reader, "the size of the tags", limits.maxTagBytes);
  const tagBytes = reader.take(size);
  // The count is not covered by the signature: it must agree with the signed bytes, or tags could be hidden under the same id.
  const tags = readTags(tagBytes, count);
  const data = reader.rest();
  return {
    id: createHash("sha256").update(signature).digest("base64url"),
    signatureType,
    signature,
    owner,
    address: addressOf(signatureType, owner),
    target: target.toString("base64url"),
    anchor,
    tags,
    data,
    signedHash: deepHash([
      Buffer.from("dataitem"),
      Buffer.from("1"),
      Buffer.from(String(signatureType)),
      owner,
      target,
      anchor,
      tagBytes,
      data,
    ]),
  };
}

function readType(reader: ByteReader): SignatureType {
  const type = reader.take(2).readUInt16LE(0);
  if (type === 1 || type === 3) return type;
  throw new DataItemError("type", `Signature type ${type} is not accepted: sign with an Arweave (1) or Ethereum (3) key.`);
}

function readOptional(reader: ByteReader, what: string): Buffer {
  const presence = reader.take(1)[0];
  if (presence === 0) return Buffer.alloc(0);
  if (presence === 1) return reader.take(ID_BYTES);
  throw new DataItemError("presence", `The byte that says whether there is a ${what} must be 0 or 1.`);
}

function readCount(reader: ByteReader, what: string, max: number): number {
  const value = reader.take(8).readBigUInt64LE(0);
  if (value > BigInt(max)) throw new DataItemError("tags", `${what.charAt(0).toUpperCase()}${what.slice(1)} is above ${max}.`);
  return Number(value);
}
