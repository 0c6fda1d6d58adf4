import { Malformed } from "./process-kind.ts";

/** An address of AO: 43 characters of base64url, or an Ethereum one. */
const ADDRESS = /^([A-Za-z0-9_-]{43}|0x[0-9a-fA-F]{40})$/;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** @throws Malformed naming the tag */
export function requireAddress(text: string | undefined, tag: string): string {
  if (text === undefined || text === "") throw new Malformed(`${tag} is required!`);
  if (!isAddress(text)) throw new Malformed(`${tag} must be an address: 43 characters of base64url, or 0x and 40 hexadecimal digits.`);
  return text;
}
