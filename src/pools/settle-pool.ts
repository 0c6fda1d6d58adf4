import { readBalance, transferFunds } from "../ledger/index.ts";
import { AssayError } from "../lib/errors.ts";
import type { PoolsContext } from "./context.ts";
import { poolNotFound } from "./errors.ts";
import { isOver } from "./evaluate-pools.ts";
import { judgeEntries } from "./judge-entries.ts";
import { rankPool, toStanding } from "./leaderboard.ts";
import { escrowOf, type Pool } from "./pool.ts";
import { settle, transfersOf, type Settlement } from "./settlement.ts";
import { lockPool, movePool, readSettlement, selectPools, storeLeaderboard, storeSettlement } from "./store.ts";

const HOUR_MS = 3_600_000;
/** How long after its end a pool waits for answers of its entries. */
const GRACE_MS = 24 * HOUR_MS;

/**
 * Pays a pool out, once: after its end, when all entries are evaluated or a day has passed. The transfers, the statement they follow from and the
 * pool's state are one transaction; called again it pays nothing and gives the same statement.
 * @throws `not_found`; `conflict` before the end, while entries are evaluated, or for a cancelled pool
 */
export async function settlePool(context: PoolsContext, poolId: string): Promise<{ settlement: Settlement; isNew: boolean }> {
  const { db, now } = context;
  return db.transaction(async () => {
    const pool = await lockPool(db, poolId);
    if (!pool) throw poolNotFound(poolId);
    const earlier = await readSettlement(db, poolId);
    if (pool.state === "settled" && earlier) return { settlement: earlier, isNew: false };
    const judged = await judgeEntries(db, poolId);
    assertDue(pool, now(), judged.every(isOver));
    const board = rankPool(judged);
    const brackets = new Map(board.rows.map(({ entry, bracket }) => [entry, bracket]));
    const settlement = settle({
      pool: poolId,
      funder: pool.funder,
      funds: (await readBalance(db, pool.token, escrowOf(poolId))).balance,
      allocation: pool.allocation,
      entries: judged.map((one) => ({
        ...toStanding(one),
        participant: one.entry.participant,
        bracket: brackets.get(one.entry.id) ?? 0,
      })),
    });
    await pay(context, pool, settlement);
    await storeSettlement(db, poolId, settlement);
    await storeLeaderboard(db, poolId, board, now());
    await movePool(db, poolId, ["open", "closed"], "settled", now());
    context.log.info({ pool: poolId, payouts: settlement.payouts.length, refund: settlement.refund }, "pool settled");
    return { settlement, isNew: true };
  });
}

/** Closes pools whose end is past, and pays those out that are due. @returns how many were paid out */
export async function settleDuePools(context: PoolsContext): Promise<number> {
  const { db, now } = context;
  let count = 0;
  for (const pool of await selectPools(db, { states: ["open", "closed"] })) {
    if (pool.endsAt > now()) continue;
    if (pool.state === "open") await movePool(db, pool.id, ["open"], "closed", null);
    try {
      count += (await settlePool(context, pool.id)).isNew ? 1 : 0;
    } catch (error) {
      // One that cannot be paid out keeps no other waiting.
      const isEarly = error instanceof AssayError && error.code === "conflict";
      if (!isEarly) context.log.error({ err: error, pool: pool.id }, "pool cannot be settled");
    }
  }
  return count;
}

function assertDue(pool: Pool, now: Date, areAllOver: boolean): void {
  const field = "pool";
  if (pool.state === "cancelled") throw new AssayError("conflict", `The pool ${pool.id} was cancelled.`, { field });
  if (now < pool.endsAt) {
    throw new AssayError("conflict", `Not time to allocate rewards: the pool ${pool.id} ends at ${pool.endsAt.toISOString()}.`, { field });
  }
  if (!areAllOver && now.getTime() < pool.endsAt.getTime() + GRACE_MS) {
    throw new AssayError(
      "conflict",
      `The entries of the pool ${pool.id} are still evaluated; it is paid out when they are, or a day after its end.`,
      {
        field,
      },
    );
  }
}

/** The first transfer carries the whole statement, so that the journal alone shows why it was paid. */
async function pay({ db, now }: PoolsContext, { id: pool, token }: Pool, settlement: Settlement): Promise<void> {
  for (const [index, { id, to, amount, reason }] of transfersOf(settlement).entries()) {
    const links = index === 0 ? { pool, settlement: JSON.parse(JSON.stringify(settlement)) } : { pool };
    await transferFunds(db, { id, token, debit: escrowOf(pool), credit: to, amount: BigInt(amount), reason, links }, now());
  }
}
