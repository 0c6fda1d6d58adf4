import { createHash } from "node:crypto";

const ID_DIGITS = 24;

/** 24 hex digits made of the parts, the same at every attempt. */
export function documentId(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, ID_DIGITS);
}

/** The known system's id of a supplier: the first 24 hex digits of sha256(address + service). */
export function supplierId(address: string, service: string): string {
  return createHash("sha256").update(`${address}${service}`).digest("hex").slice(0, ID_DIGITS);
}
