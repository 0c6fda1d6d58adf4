export { cancelPool } from "./cancel-pool.ts";
export type { PoolsContext } from "./context.ts";
export { createPool } from "./create-pool.ts";
export { evaluatePools } from "./evaluate-pools.ts";
export { joinPool } from "./join-pool.ts";
export { openPools, schedulePools } from "./open-pools.ts";
export { personSchema, type NewPool } from "./pool.ts";
export { checkPayouts, type Settlement } from "./settlement.ts";
export { settlePool } from "./settle-pool.ts";
export { updateLeaderboard } from "./update-leaderboards.ts";
export {
  findPoolSummary,
  listEntriesOfTask,
  listPools,
  poolDetailSchema,
  poolLeaderboardSchema,
  poolSummarySchema,
  viewPool,
  type PoolDetail,
  type PoolSummary,
} from "./view-pool.ts";
