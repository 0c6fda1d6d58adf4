import type { Db } from "../db/index.ts";
import { transferFunds } from "./transfer-funds.ts";
import { ISSUANCE, type Receipt } from "./transfer.ts";

/** Makes new units of a token, which are the recipient's. The same id again makes none. */
export function mintTokens(
  db: Db,
  { id, token, recipient, amount }: { id: string; token: string; recipient: string; amount: bigint },
  now: Date,
): Promise<Receipt> {
  return transferFunds(db, { id, token, debit: ISSUANCE, credit: recipient, amount, reason: "Mint" }, now);
}
