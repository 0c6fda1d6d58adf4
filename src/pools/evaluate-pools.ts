import { createRun, reaskFailed, resumeRun, runSettingsSchema, type RunStanding } from "../evals/index.ts";
import { messageOf } from "../lib/errors.ts";
import type { PoolsContext } from "./context.ts";
import { judgeEntries } from "./judge-entries.ts";
import type { JudgedEntry } from "./leaderboard.ts";
import { UNSETTLED, type Pool } from "./pool.ts";
import { countAttempt, linkRun, lockPool, selectPools } from "./store.ts";

/** Answers that are asked of an entry each time while its pool is open. */
const CALLS_A_TIME = 1000;
/** How often the failed answers of an entry are asked again; what fails then stays unanswered. */
const MAX_ATTEMPTS = 3;

/**
 * Asks every entry of every unsettled pool for further answers, at most 1,000 each: begins its run, gives a run that has spent its
 * calls more, and asks again for what failed. An entry that cannot be asked does not hold up the others.
 * @returns how many entries were set to work
 */
export async function evaluatePools(context: PoolsContext, poolId?: string): Promise<number> {
  let count = 0;
  for (const pool of await selectPools(context.db, { states: UNSETTLED, ...(poolId !== undefined && { id: poolId }) })) {
    for (const judged of await judgeEntries(context.db, pool.id)) {
      try {
        if (await advance(context, pool, judged)) count += 1;
      } catch (error) {
        context.log.warn({ pool: pool.id, entry: judged.entry.id, reason: messageOf(error) }, "entry cannot be asked");
      }
    }
  }
  return count;
}

/** Whether nothing more will be asked of an entry. */
export function isOver({ entry, standing }: JudgedEntry): boolean {
  return standing?.state === "done" && (standing.failed === 0 || entry.attempts >= MAX_ATTEMPTS);
}

async function advance(context: PoolsContext, pool: Pool, judged: JudgedEntry): Promise<boolean> {
  const { entry, standing } = judged;
  if (entry.runId === null) return begin(context, pool, judged);
  if (!standing || isOver(judged)) return false;
  switch (standing.state) {
    case "done":
      return askAgain(context, judged, standing);
    case "exhausted":
      await resumeRun(context.evals, entry.runId, { budget: { calls: standing.answered + standing.failed + CALLS_A_TIME } });
      return true;
    case "cancelled":
    case "failed":
      await resumeRun(context.evals, entry.runId);
      return true;
    default:
      return false;
  }
}

/** The run and the entry that names it are stored together: a killed process begins no second one. */
function begin(context: PoolsContext, pool: Pool, { entry }: JudgedEntry): Promise<boolean> {
  const { db, evals } = context;
  const settings = runSettingsSchema.parse({
    tasks: [pool.task],
    workers: [entry.workerUid],
    seed: pool.seed,
    budget: { calls: CALLS_A_TIME },
    ...(pool.documents !== null && { limit: pool.documents }),
  });
  return db.transaction(async () => {
    await lockPool(db, pool.id);
    const fresh = (await judgeEntries(db, pool.id)).find((one) => one.entry.id === entry.id);
    if (fresh?.entry.runId !== null) return false;
    const run = await createRun(evals, settings);
    await linkRun(db, entry.id, run.id);
    return true;
  });
}

function askAgain({ db, evals }: PoolsContext, { entry }: JudgedEntry, { run }: RunStanding): Promise<boolean> {
  return db.transaction(async () => {
    const count = await reaskFailed(evals, run);
    await countAttempt(db, entry.id);
    return count > 0;
  });
}
