import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { effectsOf, type Effect } from "./effects.ts";
import { hashEntry, type JournalEntry } from "./journal-entry.ts";
import { findBasis, insertEntry, lockHead, type Account, type Known } from "./store.ts";
import { ISSUANCE, type Draft, type Receipt } from "./transfer.ts";

/**
 * Writes one entry at the end of its token's journal, or finds that the same call was made before. The only writer of the
 * books; joins the caller's transaction, and holds the journal of the token until that ends.
 * @throws `conflict` when the id was used for something else, or the reservation has ended; `not_found` without a
 *   reservation; `insufficient_funds`
 */
export function appendEntry(db: Db, draft: Draft, now: Date): Promise<Receipt> {
  return db.transaction(async () => {
    const head = await lockHead(db, draft.token);
    const { entries: found, accounts } = await findBasis(db, draft);
    const earlier = found.find(({ id }) => id === draft.id);
    if (earlier) return sameAgain(earlier, draft);
    const pending = draft.pendingId === null ? undefined : openReservation(found, draft, now);
    const whole = pending ? { ...draft, debit: pending.debit, credit: pending.credit, amount: amountOf(draft, pending) } : draft;
    const effects = effectsOf(whole, pending?.amount);
    const { kind, debit, amount, token } = whole;
    if (kind === "transfer" || kind === "reserve") assertCovered(accounts, { token, debit, amount });
    const unhashed = { ...whole, seq: head.seq + 1n, createdAt: now };
    const entry: JournalEntry = { ...unhashed, hash: hashEntry(head.hash, unhashed) };
    await insertEntry(db, entry, changed(accounts, effects, token));
    return { token, id: entry.id, seq: entry.seq, amount, isNew: true };
  });
}

/** The same id is the same call; how long a reservation was to live does not count, since a second try is made later. */
function sameAgain(earlier: Known, draft: Draft): Receipt {
  const isSame =
    earlier.kind === draft.kind &&
    earlier.pendingId === draft.pendingId &&
    (draft.pendingId !== null || (earlier.debit === draft.debit && earlier.credit === draft.credit)) &&
    (earlier.amount === draft.amount || (draft.kind === "post" && draft.amount === 0n));
  if (isSame) return { token: draft.token, id: earlier.id, seq: earlier.seq, amount: earlier.amount, isNew: false };
  throw new AssayError("conflict", `There is another ${earlier.kind} under the id ${draft.id}: each needs an id of its own.`, {
    field: "id",
  });
}

function openReservation(found: readonly Known[], draft: Draft, now: Date): Known {
  const field = "pendingId";
  const reservation = found.find(({ id, kind }) => id === draft.pendingId && kind === "reserve");
  if (!reservation) throw new AssayError("not_found", `There is no reservation ${draft.pendingId} of ${draft.token}.`, { field });
  const ending = found.find(({ pendingId }) => pendingId === draft.pendingId);
  if (ending) {
    throw new AssayError("conflict", `The reservation ${draft.pendingId} was ended already, by ${ending.kind} ${ending.id}.`, { field });
  }
  const isOver = reservation.expiresAt !== null && reservation.expiresAt <= now;
  if (draft.kind === "post" && isOver) throw new AssayError("conflict", `The reservation ${draft.pendingId} has expired.`, { field });
  if (draft.kind === "expire" && !isOver)
    throw new AssayError("conflict", `The reservation ${draft.pendingId} has not expired.`, { field });
  return reservation;
}

/** What is taken of a reservation; 0 in the draft of a post stands for all of it. */
function amountOf({ kind, amount }: Draft, reservation: Known): bigint {
  if (kind !== "post") return 0n;
  if (amount <= reservation.amount) return amount === 0n ? reservation.amount : amount;
  throw new AssayError("conflict", `${amount} are more than the ${reservation.amount} that were reserved.`, { field: "amount" });
}

function assertCovered(accounts: readonly Account[], { token, debit, amount }: { token: string; debit: string; amount: bigint }): void {
  if (debit === ISSUANCE) return;
  const account = accounts.find(({ owner }) => owner === debit);
  const free = account ? account.balance - account.reserved : 0n;
  if (free >= amount) return;
  const held = account && account.reserved > 0n ? ` (${account.reserved} more are reserved)` : "";
  throw new AssayError("insufficient_funds", `${debit} has ${free} of ${token} to spend${held}, which does not cover ${amount}.`, {
    field: "amount",
  });
}

function changed(accounts: readonly Account[], effects: readonly Effect[], token: string): Account[] {
  return effects.map(({ owner, balance, reserved }) => {
    const before = accounts.find((one) => one.owner === owner);
    return { token, owner, balance: (before?.balance ?? 0n) + balance, reserved: (before?.reserved ?? 0n) + reserved };
  });
}
