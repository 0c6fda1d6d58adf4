/** A tag of a data item or a message. Names are matched without regard to case, the first of several counts (`find-tag.ts`). */
export interface Tag {
  name: string;
  value: string;
}

/** ANS-104's signature types that are accepted: 1 = Arweave (RSA-4096, PSS), 3 = Ethereum (secp256k1, EIP-191). */
export type SignatureType = 1 | 3;

/** A signed message as it comes in, parsed and not yet verified. */
export interface DataItem {
  /** base64url of SHA-256 over the signature: 43 characters. */
  id: string;
  signatureType: SignatureType;
  signature: Buffer;
  /** The signer's public key. */
  owner: Buffer;
  /** Of an Arweave key base64url of its SHA-256; of an Ethereum key the EIP-55 address. */
  address: string;
  /** 43 characters of base64url; "" without one. */
  target: string;
  /** 32 raw bytes, or none. */
  anchor: Buffer;
  tags: Tag[];
  data: Buffer;
  /** SHA-384 deep hash: what was signed. */
  signedHash: Buffer;
}

export type DataItemFault = "size" | "short" | "type" | "presence" | "tags" | "owner" | "signature";

/** Bytes that are no data item that we accept. The message says which rule they break. */
export class DataItemError extends Error {
  override readonly name = "DataItemError";
  readonly fault: DataItemFault;

  constructor(fault: DataItemFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export interface DataItemLimits {
  maxBytes: number;
  maxTags: number;
  /** Of all tags together, encoded; the clients' own limit. */
  maxTagBytes: number;
}

export const DATA_ITEM_LIMITS: DataItemLimits = { maxBytes: 10 * 1024 * 1024, maxTags: 128, maxTagBytes: 4096 };
