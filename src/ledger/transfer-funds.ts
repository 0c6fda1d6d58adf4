import type { Db } from "../db/index.ts";
import { appendEntry } from "./append-entry.ts";
import { canonicalLinks } from "./links.ts";
import { parseInput } from "./parse-input.ts";
import { newTransferSchema, type NewTransfer, type Receipt } from "./transfer.ts";

/**
 * Moves an amount from one account to another. The same id again moves nothing and gives the first receipt.
 * @throws `invalid_input`; `insufficient_funds`; `conflict` when the id stands for another transfer
 */
export async function transferFunds(db: Db, input: NewTransfer, now: Date): Promise<Receipt> {
  const { links, ...transfer } = parseInput(newTransferSchema, input);
  return appendEntry(db, { ...transfer, kind: "transfer", pendingId: null, expiresAt: null, links: canonicalLinks(links) }, now);
}
