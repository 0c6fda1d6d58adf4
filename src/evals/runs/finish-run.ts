import { refreshIncentive } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { summariseScores } from "../leaderboard/summarise-scores.ts";
import { readLatestScores, storeMedians } from "../leaderboard/store.ts";
import { endRun } from "./store.ts";

/** Ends a run whose samples are complete, and lets its scores decide who is asked next. */
export async function finishRun(context: EvalsContext, runId: string): Promise<void> {
  const { db } = context;
  const ended = await db.transaction(async () => {
    await storeMedians(db, runId);
    const isEnded = await endRun(db, runId, "done", context.now());
    if (isEnded) await refreshIncentive(db, summariseScores(await readLatestScores(db)));
    return isEnded;
  });
  if (!ended) return;
  await context.pool.reload();
  context.log.info({ runId }, "run done");
}
