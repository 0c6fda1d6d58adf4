import { createHash } from "node:crypto";
import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { expireReservation } from "./end-reservation.ts";
import { selectExpired } from "./store.ts";

const BATCH = 500;
/** Characters of an entry's id. */
const MAX_ID = 200;

/** Gives free what was reserved until before `now`; each in a transaction of its own. @returns how many */
export async function expireReservations(db: Db, now: Date): Promise<number> {
  let count = 0;
  for (;;) {
    const before = count;
    for (const { token, id } of await selectExpired(db, now, BATCH)) count += (await expireOne(db, token, id, now)) ? 1 : 0;
    // Also when some are left that cannot be ended: they would be found again for ever.
    if (count === before) return count;
  }
}

async function expireOne(db: Db, token: string, id: string, now: Date): Promise<boolean> {
  try {
    return (await expireReservation(db, { id: idOfExpiry(id), token, pendingId: id }, now)).isNew;
  } catch (error) {
    // Somebody ended it between the look and the lock.
    if (error instanceof AssayError && error.code === "conflict") return false;
    throw error;
  }
}

/** One an id of a reservation: two long ones that begin alike must not share theirs. */
function idOfExpiry(id: string): string {
  const plain = `expire:${id}`;
  return plain.length <= MAX_ID ? plain : `expire:sha256:${createHash("sha256").update(id).digest("hex")}`;
}
