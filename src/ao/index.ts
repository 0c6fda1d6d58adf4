export { DataItemError, type DataItem, type Tag } from "./data-item.ts";
export { encodeDataItem, hashToSign, type UnsignedItem } from "./encode-data-item.ts";
export { findTag } from "./find-tag.ts";
export { parseDataItem } from "./parse-data-item.ts";
export { verifyDataItem } from "./verify-data-item.ts";
export { createWallet, signDataItem, type Wallet } from "./wallet.ts";
