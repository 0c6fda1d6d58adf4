import { refreshIncentive, removeWorker, TEMPORARY_ROLE } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { summariseScores } from "../leaderboard/summarise-scores.ts";
import { readLatestScores, storeMedians } from "../leaderboard/store.ts";
import { describeSpent } from "./describe-spent.ts";
import { endRun, findRun, listRunWorkers, type RunWorkerRow } from "./store.ts";

/** Ends a run whose samples are complete, or whose budget is spent, and lets its scores decide who is asked next. */
export async function finishRun(context: EvalsContext, runId: string): Promise<void> {
  const { db } = context;
  const ended = await db.transaction(async () => {
    await storeMedians(db, runId);
    const workers = await listRunWorkers(db, runId);
    const origin = (await findRun(db, runId))?.origin ?? null;
    // Who scores another run's answers asks for no more of them.
    const isSpent = origin === null && workers.some((worker) => worker.state === "stopped");
    const isEnded = isSpent
      ? await endRun(db, runId, "exhausted", context.now(), await describeSpent(db, runId, workers))
      : await endRun(db, runId, "done", context.now());
    if (isEnded && !isSpent) await removeTemporary(context, workers);
    if (isEnded) await refreshIncentive(db, summariseScores(await readLatestScores(db)));
    return isEnded;
  });
  if (!ended) return;
  await context.pool.reload();
  context.log.info({ runId }, "run done");
}

/** Those that were there for this run alone leave the network; their answers stay. */
async function removeTemporary({ db, pool }: EvalsContext, workers: readonly RunWorkerRow[]): Promise<void> {
  for (const { uid, name, roles } of workers) {
    // Its name may be another's by now.
    if (roles.includes(TEMPORARY_ROLE) && pool.find(uid)) await removeWorker(db, name);
  }
}
