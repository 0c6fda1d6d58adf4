import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { expireReservation } from "./end-reservation.ts";
import { selectExpired } from "./store.ts";

const BATCH = 500;

/** Gives free what was reserved until before `now`; each in a transaction of its own. @returns how many */
export async function expireReservations(db: Db, now: Date): Promise<number> {
  let count = 0;
  for (let found = await selectExpired(db, now, BATCH); found.length > 0; found = await selectExpired(db, now, BATCH)) {
    for (const { token, id } of found) count += (await expireOne(db, token, id, now)) ? 1 : 0;
  }
  return count;
}

async function expireOne(db: Db, token: string, id: string, now: Date): Promise<boolean> {
  try {
    return (await expireReservation(db, { id: `expire:${id}`.slice(0, 200), token, pendingId: id }, now)).isNew;
  } catch (error) {
    // Somebody ended it between the look and the lock.
    if (error instanceof AssayError && error.code === "conflict") return false;
    throw error;
  }
}
