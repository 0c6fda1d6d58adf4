import { constants, createPrivateKey, createPublicKey, generateKeyPair, sign, type JsonWebKey } from "node:crypto";
import { promisify } from "node:util";
import { AssayError } from "../lib/errors.ts";
import { addressOf } from "./address-of.ts";
import type { Tag } from "./data-item.ts";
import { encodeDataItem, hashToSign, type UnsignedItem } from "./encode-data-item.ts";

const MODULUS_BITS = 4096;
const MODULUS_BYTES = MODULUS_BITS / 8;
const SALT_BYTES = 32;

/** An Arweave wallet: an RSA-4096 key as a JWK file holds it. */
export interface Wallet {
  address: string;
  /** What a wallet file holds, private key included. */
  jwk: JsonWebKey;
}

/** Makes a wallet; takes about a second of processor time. */
export async function createWallet(): Promise<Wallet> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: MODULUS_BITS, publicExponent: 65_537 });
  return readWallet(privateKey.export({ format: "jwk" }));
}

/** @throws `invalid_input` for anything but the private RSA-4096 key of a wallet */
export function readWallet(jwk: JsonWebKey): Wallet {
  const { n = "", e, d, kty } = jwk;
  const isWallet = kty === "RSA" && e === "AQAB" && typeof d === "string" && Buffer.from(n, "base64url").length === MODULUS_BYTES;
  if (!isWallet)
    throw new AssayError("invalid_input", "This is no Arweave wallet: it must be the JWK of a private RSA-4096 key.", { field: "wallet" });
  return { address: addressOf(1, Buffer.from(n, "base64url")), jwk };
}

/** What a message says: whom it is for (43 characters of base64url; none to spawn), its tags and its data. */
export interface Content {
  target?: string;
  tags: readonly Tag[];
  data: string | Uint8Array;
}

/** A signed data item, ready to be posted. */
export function signDataItem(wallet: Wallet, { target = "", tags, data }: Content): Buffer {
  const key = createPrivateKey({ key: wallet.jwk, format: "jwk" });
  const owner = Buffer.from(createPublicKey(key).export({ format: "jwk" }).n ?? "", "base64url");
  const unsigned: UnsignedItem = {
    signatureType: 1,
    owner,
    target: Buffer.from(target, "base64url"),
    anchor: Buffer.alloc(0),
    tags,
    data: Buffer.from(data),
  };
  const signature = sign("sha256", hashToSign(unsigned), { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: SALT_BYTES });
  return encodeDataItem(unsigned, signature);
}
