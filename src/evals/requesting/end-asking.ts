import type { EvalsContext } from "../context.ts";
import { isAllScored } from "../evaluating/store.ts";
import { findRunWorker, lockRun, type RunRow } from "../runs/store.ts";
import { markRequested } from "./store.ts";

interface Input {
  run: RunRow;
  workerUid: number;
  /** Why the rest of its documents are failed samples. */
  givenUp: string | null;
  /** The run's budget has no room for another call: the rest of its documents stays open. */
  isSpent: boolean;
}

/** A worker was asked for all that it is asked for. Ends the run when it was the last and everything is scored already. */
export async function endAsking(context: EvalsContext, { run, workerUid, givenUp, isSpent }: Input): Promise<void> {
  const { db } = context;
  if (!isSpent) return markRequested(db, run.id, workerUid, { state: "evaluating", error: givenUp });
  await db.transaction(async () => {
    await lockRun(db, run.id);
    const answered = (await findRunWorker(db, run.id, workerUid))?.answered ?? 0;
    const open = `not asked for ${run.instanceCount - answered} of ${run.instanceCount} documents: the run's budget is spent`;
    await markRequested(db, run.id, workerUid, { state: "stopped", error: open });
    // Scoring that ended before this could not know that nothing more comes.
    if (await isAllScored(db, run.id)) await context.jobs.start("evals.finish", { runId: run.id }, { id: `${run.id}/${run.resumes}` });
  });
}
