import { readBalance, transferFunds } from "../ledger/index.ts";
import { AssayError } from "../lib/errors.ts";
import type { PoolsContext } from "./context.ts";
import { poolNotFound } from "./errors.ts";
import { escrowOf } from "./pool.ts";
import { lockPool, movePool, selectEntries } from "./store.ts";

/**
 * Calls a pool off and gives its funds back; only while nobody has joined it. Called again it moves nothing.
 * @throws `not_found`; `conflict` when it has entries or is paid out
 */
export async function cancelPool({ db, now }: PoolsContext, poolId: string): Promise<void> {
  await db.transaction(async () => {
    const pool = await lockPool(db, poolId);
    if (!pool) throw poolNotFound(poolId);
    if (pool.state === "cancelled") return;
    if (pool.state !== "open") throw new AssayError("conflict", `The pool ${poolId} is ${pool.state}.`, { field: "pool" });
    if ((await selectEntries(db, poolId)).length > 0) {
      throw new AssayError("conflict", `The pool ${poolId} has entries: it is paid out after its end.`, { field: "pool" });
    }
    const { balance } = await readBalance(db, pool.token, escrowOf(poolId));
    const transfer = { id: `refund:${poolId}`, token: pool.token, debit: escrowOf(poolId), credit: pool.funder, amount: balance };
    await transferFunds(db, { ...transfer, reason: "refund", links: { pool: poolId } }, now());
    await movePool(db, poolId, ["open"], "cancelled", now());
  });
}
