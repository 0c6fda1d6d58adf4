import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { connect, createDataItemSigner } from "@permaweb/aoconnect";
import { createDataItemSigner as createOldSigner } from "aoconnect-0.0.56";
import fc from "fast-check";
import { expect, test } from "vitest";
import { testWallet } from "../../test/support/wallets.ts";
import {
  DataItemError,
  encodeDataItem,
  findTag,
  hashToSign,
  parseDataItem,
  signDataItem,
  verifyDataItem,
  type UnsignedItem,
} from "./index.ts";

const PROCESS = "DLJoP8Xtdat6SKz3kqYGZPaa7DJBG6etF1jRLQCwquo";
const tags = [
  { name: "Action", value: "Join-Pool" },
  { name: "Ünï", value: "😀\n" },
  { name: "Empty", value: "" },
];

/** Offset of the count of tags: type, signature, owner, target, no anchor. */
const COUNT_AT = 2 + 512 + 512 + 33 + 1;

function faultOf(bytes: Buffer): string {
  try {
    return verifyDataItem(parseDataItem(bytes)) ? "accepted" : "signature";
  } catch (error) {
    if (error instanceof DataItemError) return error.fault;
    throw error;
  }
}

test("an item of ours is read back, and its signature holds", async () => {
  const wallet = await testWallet("ann");
  const item = parseDataItem(signDataItem(wallet, { target: PROCESS, tags, data: "héllo" }));
  expect(item).toMatchObject({ address: wallet.address, target: PROCESS, tags, signatureType: 1 });
  expect(item.data.toString()).toBe("héllo");
  expect(item.id).toMatch(/^[\w-]{43}$/);
  expect(verifyDataItem(item)).toBe(true);
  expect(findTag(item.tags, "ACTION")).toBe("Join-Pool");
});

test("items of aoconnect verify, of the newest version and of the one that the known scripts pin", async () => {
  const wallet = await testWallet("ann");
  const action = [{ name: "Action", value: "Ping" }];
  const { signMessage } = connect({ MODE: "legacy" });
  const newest = await signMessage({
    process: PROCESS,
    data: "x",
    tags: action,
    anchor: undefined,
    signer: createDataItemSigner(wallet.jwk),
  });
  const pinned = await createOldSigner(wallet.jwk)({ target: PROCESS, data: "x", tags: action });
  for (const { id, raw } of [newest, pinned] as { id: string; raw: ArrayBuffer }[]) {
    const item = parseDataItem(Buffer.from(raw));
    expect(item).toMatchObject({ id, target: PROCESS, address: wallet.address });
    expect(findTag(item.tags, "Action")).toBe("Ping");
    expect(verifyDataItem(item)).toBe(true);
  }
});

function signedByEthereum(secret: Uint8Array): Buffer {
  const unsigned: UnsignedItem = {
    signatureType: 3,
    owner: secp256k1.getPublicKey(secret, false),
    target: Buffer.from(PROCESS, "base64url"),
    anchor: Buffer.alloc(0),
    tags,
    data: Buffer.from("x"),
  };
  const hash = hashToSign(unsigned);
  const message = keccak_256(Buffer.concat([Buffer.from(`\x19Ethereum Signed Message:\n${hash.length}`), hash]));
  const recovered = secp256k1.sign(message, secret, { prehash: false, format: "recovered" });
  return encodeDataItem(unsigned, Buffer.concat([recovered.subarray(1), Buffer.from([27 + (recovered[0] ?? 0)])]));
}

test("an Ethereum key's item verifies, under its EIP-55 address, in one spelling only", () => {
  const bytes = signedByEthereum(Buffer.from("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318", "hex"));
  const item = parseDataItem(bytes);
  // The address of this key in web3's own documentation.
  expect(item.address).toBe("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
  expect(verifyDataItem(item)).toBe(true);
  for (const v of [0, 1, 26, 29, 54 - (bytes[66] ?? 0) + 1]) {
    const other = Buffer.from(bytes);
    other[66] = v;
    expect(faultOf(other), `v = ${v}`).toBe("signature");
  }
  const order = secp256k1.Point.Fn.ORDER;
  const s = BigInt(`0x${bytes.subarray(34, 66).toString("hex")}`);
  const high = Buffer.from(bytes);
  high.write((order - s).toString(16).padStart(64, "0"), 34, "hex");
  high[66] = (bytes[66] ?? 0) === 27 ? 28 : 27;
  expect(faultOf(high)).toBe("signature");
});

test("the tags cannot be hidden: their count is held against the signed bytes", async () => {
  const bytes = signDataItem(await testWallet("ann"), { target: PROCESS, tags, data: "x" });
  for (const count of [0, 1, 2, 4]) {
    const changed = Buffer.from(bytes);
    changed.writeBigUInt64LE(BigInt(count), COUNT_AT);
    expect(faultOf(changed), `count ${count}`).toBe("tags");
  }
});

/** A header that looks right with hostile tags, unsigned: libraries never return from it. */
function hostile(tagBytes: Buffer, count = 1n): Buffer {
  const header = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(1024, 7), Buffer.from([0, 0])]);
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64LE(count);
  numbers.writeBigUInt64LE(BigInt(tagBytes.length), 8);
  return Buffer.concat([header, numbers, tagBytes, Buffer.from("x")]);
}

test.each([
  ["a block of 2^40 tags whose lengths go backwards", Buffer.from([0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1])],
  ["a negative length", Buffer.from([2, 1])],
  ["a length behind the end", Buffer.from([2, 0xfe, 0x7f, 65])],
  ["an endless number", Buffer.alloc(4096, 0xff)],
  ["negative blocks without end", Buffer.alloc(4096, 1)],
  ["an empty name", Buffer.from([2, 0, 0, 0])],
  ["no end of the array", Buffer.from([2, 2, 65, 2, 66])],
  ["bytes behind the end", Buffer.from([2, 2, 65, 2, 66, 0, 0])],
  ["no UTF-8", Buffer.from([2, 2, 0xff, 2, 66, 0])],
])("hostile tags are refused at once: %s", (_what, tagBytes) => {
  expect(faultOf(hostile(tagBytes))).toBe("tags");
});

test("what is too large, cut off or of another kind is refused by its rule", async () => {
  const bytes = signDataItem(await testWallet("ann"), { tags, data: "" });
  expect(() => parseDataItem(bytes, { maxBytes: 100, maxTags: 1, maxTagBytes: 1 })).toThrow("larger than 100 bytes");
  expect(faultOf(hostile(Buffer.alloc(5000), 1n))).toBe("tags");
  expect(faultOf(hostile(Buffer.alloc(10), 129n))).toBe("tags");
  for (const type of [0, 2, 4, 5, 101]) expect(faultOf(Buffer.concat([Buffer.from([type, 0]), bytes.subarray(2)]))).toBe("type");
  const presence = Buffer.from(bytes);
  presence[2 + 1024] = 7;
  expect(faultOf(presence)).toBe("presence");
  const header = bytes.length - bytes.subarray(2 + 1024 + 2 + 16).length;
  for (const length of [0, 1, 2, 100, 600, 1027, header - 1, header])
    expect(["short", "tags"]).toContain(faultOf(bytes.subarray(0, length)));
});

/** `ASSAY_ITEMS=300000` for a long run; `scripts/fuzz-items.ts` changes items in more ways. */
test("no changed item is accepted, and none does more than be refused", { timeout: 1_800_000 }, async () => {
  const bytes = signDataItem(await testWallet("ann"), { target: PROCESS, tags, data: "some data" });
  const change = fc.oneof(
    fc.record({ at: fc.nat(bytes.length - 1), byte: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ at: fc.integer({ min: 1026, max: bytes.length - 1 }), byte: fc.integer({ min: 1, max: 255 }) }),
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.option(fc.nat(bytes.length - 1), { freq: 6 }), (changes, cut) => {
      const changed = Buffer.from(bytes);
      for (const { at, byte } of changes) changed[at] = (changed[at] ?? 0) ^ byte;
      const sent = cut === null ? changed : changed.subarray(0, cut);
      fc.pre(!sent.equals(bytes));
      expect(faultOf(sent)).not.toBe("accepted");
    }),
    { numRuns: Number(process.env["ASSAY_ITEMS"] ?? 5000) },
  );
});
