import type { JournalEntry } from "./journal-entry.ts";

/** How an entry changes one account. */
export interface Effect {
  owner: string;
  balance: bigint;
  reserved: bigint;
}

type Moving = Pick<JournalEntry, "kind" | "debit" | "credit" | "amount">;

/**
 * What an entry does to the accounts. Sums to zero over `balance`, whatever the entry: debits equal credits.
 * @param pending the amount of the reservation that post, void and expire end
 */
export function effectsOf({ kind, debit, credit, amount }: Moving, pending = 0n): Effect[] {
  switch (kind) {
    case "transfer":
      return moved(debit, credit, amount, 0n);
    case "reserve":
      return [{ owner: debit, balance: 0n, reserved: amount }];
    case "post":
      return moved(debit, credit, amount, -pending);
    case "void":
    case "expire":
      return [{ owner: debit, balance: 0n, reserved: -pending }];
  }
}

/** To oneself is legal and moves nothing, as in AO's token. */
function moved(debit: string, credit: string, amount: bigint, reserved: bigint): Effect[] {
  if (debit === credit) return [{ owner: debit, balance: 0n, reserved }];
  return [
    { owner: debit, balance: -amount, reserved },
    { owner: credit, balance: amount, reserved: 0n },
  ];
}
