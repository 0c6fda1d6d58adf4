import type { Db } from "../db/index.ts";
import { appendEntry } from "./append-entry.ts";
import { canonicalLinks } from "./links.ts";
import { parseInput } from "./parse-input.ts";
import { newReservationSchema, type NewReservation, type Receipt } from "./transfer.ts";

/**
 * Holds an amount back for a later transfer: it can be spent on nothing else until it is posted, voided or expired.
 * @throws `invalid_input`; `insufficient_funds`; `conflict` when the id stands for something else
 */
export async function reserveFunds(db: Db, input: NewReservation, now: Date): Promise<Receipt> {
  const { links, ...reservation } = parseInput(newReservationSchema, input);
  return appendEntry(db, { ...reservation, kind: "reserve", pendingId: null, links: canonicalLinks(links) }, now);
}
