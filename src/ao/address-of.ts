import { createHash } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { SignatureType } from "./data-item.ts";

const ADDRESS_DIGITS = 40;

/** The address of a public key, as AO's units have it: base64url(SHA-256) for Arweave, EIP-55 for Ethereum (0x04 and 64 bytes). */
export function addressOf(type: SignatureType, owner: Uint8Array): string {
  if (type === 1) return createHash("sha256").update(owner).digest("base64url");
  const digits = toHex(keccak_256(owner.subarray(1))).slice(-ADDRESS_DIGITS);
  const checksum = toHex(keccak_256(Buffer.from(digits)));
  const isUpper = (index: number): boolean => Number.parseInt(checksum.charAt(index), 16) >= 8;
  return `0x${[...digits].map((digit, index) => (isUpper(index) ? digit.toUpperCase() : digit)).join("")}`;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
