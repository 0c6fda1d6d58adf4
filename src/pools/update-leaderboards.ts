import type { PoolsContext } from "./context.ts";
import { poolNotFound } from "./errors.ts";
import { judgeEntries } from "./judge-entries.ts";
import { rankPool, type PoolLeaderboard } from "./leaderboard.ts";
import { UNSETTLED } from "./pool.ts";
import { findPool, selectPools, storeLeaderboard } from "./store.ts";

/** Works the leaderboard of a pool out and keeps it. @throws `not_found` */
export async function updateLeaderboard({ db, now }: PoolsContext, poolId: string): Promise<PoolLeaderboard> {
  if (!(await findPool(db, poolId))) throw poolNotFound(poolId);
  const leaderboard = rankPool(await judgeEntries(db, poolId));
  await storeLeaderboard(db, poolId, leaderboard, now());
  return leaderboard;
}

/** The same for all pools that are not paid out. @returns how many */
export async function updateLeaderboards(context: PoolsContext): Promise<number> {
  const pools = await selectPools(context.db, { states: UNSETTLED });
  for (const pool of pools) await updateLeaderboard(context, pool.id);
  return pools.length;
}
