import { createHash } from "node:crypto";

/** Arweave's deep hash (SHA-384) of a list of byte strings: what a data item's signature covers. */
export function deepHash(parts: readonly Uint8Array[]): Buffer {
  return parts.reduce<Buffer>((hash, part) => sha384(hash, hashOfPart(part)), sha384(Buffer.from(`list${parts.length}`)));
}

function hashOfPart(part: Uint8Array): Buffer {
  return sha384(sha384(Buffer.from(`blob${part.byteLength}`)), sha384(part));
}

function sha384(...pieces: Uint8Array[]): Buffer {
  const hash = createHash("sha384");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
