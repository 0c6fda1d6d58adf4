import { constants, createPublicKey, verify, type KeyObject } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { DataItem } from "./data-item.ts";

const MOST_KEYS = 5000;
const TOP_BIT = 0x80;
const COMPACT_BYTES = 64;
/** EIP-191's recovery byte; other spellings of the same signature would give the message a second id. */
const RECOVERY: ReadonlySet<number> = new Set([27, 28]);

const keys = new Map<string, KeyObject>();

/** Whether the signature of a parsed item is its owner's. Of Ethereum's only one spelling counts: v 27 or 28, low s. Never throws. */
export function verifyDataItem(item: DataItem): boolean {
  try {
    return item.signatureType === 1 ? verifyArweave(item) : verifyEthereum(item);
  } catch {
    return false;
  }
}

/** RSA-PSS with SHA-256 over the deep hash; any length of salt, as the clients differ. */
function verifyArweave({ owner, signature, signedHash }: DataItem): boolean {
  const key = keyOf(owner);
  if (!key) return false;
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify("sha256", signedHash, options, signature);
}

/** A wallet's key; those of wallets seen lately are kept, since making one costs a third of a verification. */
function keyOf(owner: Buffer): KeyObject | undefined {
  const modulus = owner.toString("base64url");
  const known = keys.get(modulus);
  if (known) return known;
  const isOdd = (owner[owner.length - 1] ?? 0) % 2 === 1;
  if (((owner[0] ?? 0) & TOP_BIT) === 0 || !isOdd) return undefined;
  const key = createPublicKey({ key: { kty: "RSA", n: modulus, e: "AQAB" }, format: "jwk" });
  const [oldest] = keys.keys();
  if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest);
  keys.set(modulus, key);
  return key;
}

function verifyEthereum({ owner, signature, signedHash }: DataItem): boolean {
  const v = signature[COMPACT_BYTES] ?? 0;
  if (!RECOVERY.has(v)) return false;
  const compact = signature.subarray(0, COMPACT_BYTES);
  if (secp256k1.Signature.fromBytes(compact, "compact").hasHighS()) return false;
  const message = Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${signedHash.length}`), signedHash]);
  const recovered = secp256k1.recoverPublicKey(Buffer.concat([Buffer.from([v - 27]), compact]), keccak_256(message), { prehash: false });
  return Buffer.from(secp256k1.Point.fromBytes(recovered).toBytes(false)).equals(owner);
}
