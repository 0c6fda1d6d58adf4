import { z } from "zod";
import { linksSchema } from "./links.ts";
import type { JournalEntry } from "./journal-entry.ts";

/** The account of a token that may be below zero: minting debits it, burning credits it. */
export const ISSUANCE = "@issuance";

const MAX_UNITS = 10n ** 78n - 1n;

export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, _ or -");
export const ownerSchema = z
  .string()
  .regex(/^@?[A-Za-z0-9_-][A-Za-z0-9._:/-]{0,198}$/, "must be an address: 1 to 199 letters, digits or . _ : / -");
const idSchema = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 visible ASCII characters");
const reasonSchema = z.string().max(500).default("");
const unitsSchema = z.bigint().min(1n, "must be above 0").max(MAX_UNITS, "has more than 78 digits");

/** A transfer of `amount` of the token's smallest unit from `debit` to `credit`. */
export const newTransferSchema = z.strictObject({
  /** The caller's: a second transfer under the same id is the first one again. */
  id: idSchema,
  token: tokenSchema,
  debit: ownerSchema,
  credit: ownerSchema,
  amount: unitsSchema,
  reason: reasonSchema,
  links: linksSchema.default({}),
});
export type NewTransfer = z.input<typeof newTransferSchema>;

/** A transfer that is held back: the amount can be spent on nothing else until it is posted, voided or has expired. */
export const newReservationSchema = newTransferSchema.extend({
  /** When it lapses by itself; null: never. */
  expiresAt: z.date().nullable().default(null),
});
export type NewReservation = z.input<typeof newReservationSchema>;

/** What ends a reservation. */
export const endingSchema = z.strictObject({
  id: idSchema,
  token: tokenSchema,
  /** The id of the reservation. */
  pendingId: idSchema,
  /** Of a post: how much is taken, at most what was reserved; the rest is free again. Default: all of it. */
  amount: unitsSchema.optional(),
  reason: reasonSchema,
  links: linksSchema.default({}),
});
export type Ending = z.input<typeof endingSchema>;

/** An entry as it is asked for; number, time and hash come with the writing. */
export type Draft = Omit<JournalEntry, "seq" | "createdAt" | "hash">;

/** What was stored, or had been stored before under the same id. */
export interface Receipt {
  token: string;
  id: string;
  seq: bigint;
  amount: bigint;
  /** False when the same call had been made before: nothing was moved now. */
  isNew: boolean;
}
