import { z } from "zod";
import { expireReservations } from "../ledger/index.ts";
import type { PoolsContext } from "./context.ts";
import { evaluatePools } from "./evaluate-pools.ts";
import { settleDuePools } from "./settle-pool.ts";
import { updateLeaderboards } from "./update-leaderboards.ts";

const nothing = z.strictObject({});

/** The clock work of pools, by job: what it does, and when. */
const SCHEDULES = {
  "pools.evaluate": { cron: "0 * * * *", work: evaluatePools },
  "pools.leaderboard": { cron: "30 0 * * *", work: updateLeaderboards },
  "pools.settle": { cron: "* * * * *", work: settleDuePools },
  "ledger.expire": { cron: "* * * * *", work: ({ db, now }: PoolsContext) => expireReservations(db, now()) },
} as const;

/** Declares the jobs of pools; call it before the job engine runs. */
export function openPools(context: PoolsContext): PoolsContext {
  for (const [name, { work }] of Object.entries(SCHEDULES)) {
    context.jobs.define({ name, input: nothing, handler: async () => ({ count: await work(context) }) });
  }
  return context;
}

/** Evaluates entries every hour, keeps leaderboards every day, pays out every minute what is due. */
export async function schedulePools({ jobs }: PoolsContext): Promise<void> {
  for (const [name, { cron }] of Object.entries(SCHEDULES)) await jobs.schedule(name, cron, {});
}
