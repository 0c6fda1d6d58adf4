import type { Db } from "../db/index.ts";
import { appendEntry } from "./append-entry.ts";
import { canonicalLinks } from "./links.ts";
import { parseInput } from "./parse-input.ts";
import { endingSchema, type Ending, type Receipt } from "./transfer.ts";

/**
 * Takes a reserved amount, or less of it; the rest is free again. A reservation ends once.
 * @throws `not_found` without a reservation; `conflict` when it has ended or expired, or `amount` is more than was reserved
 */
export async function postReservation(db: Db, input: Ending, now: Date): Promise<Receipt> {
  return end(db, "post", input, now);
}

/**
 * Gives a reserved amount free. A reservation ends once.
 * @throws `not_found` without a reservation; `conflict` when it has ended
 */
export async function voidReservation(db: Db, input: Omit<Ending, "amount">, now: Date): Promise<Receipt> {
  return end(db, "void", input, now);
}

/** What `expireReservations` writes. @throws `conflict` when its time is not over, or it has ended */
export async function expireReservation(db: Db, input: Omit<Ending, "amount">, now: Date): Promise<Receipt> {
  return end(db, "expire", input, now);
}

async function end(db: Db, kind: "post" | "void" | "expire", input: Ending, now: Date): Promise<Receipt> {
  const { links, amount = 0n, ...ending } = parseInput(endingSchema, input);
  return appendEntry(db, { ...ending, kind, debit: "", credit: "", amount, expiresAt: null, links: canonicalLinks(links) }, now);
}
