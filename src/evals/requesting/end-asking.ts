import type { EvalsContext } from "../context.ts";
import { SPENT_IN_RACE } from "../racing/race-settings.ts";
import { enqueueEnd } from "../runs/enqueue.ts";
import { findRunWorker, lockRun, type RunRow } from "../runs/store.ts";
import { markRequested } from "./store.ts";

interface Input {
  run: RunRow;
  workerUid: number;
  /** Why the rest of its documents are failed samples. */
  givenUp: string | null;
  /** The run's budget has no room for another call: the rest of its documents stays open. */
  isSpent: boolean;
  /** In a race: up to where it was asked. */
  askTo: number | null;
}

/** A worker was asked for all that it is asked for. Ends the run when it was the last and everything is scored already. */
export async function endAsking(context: EvalsContext, { run, workerUid, givenUp, isSpent, askTo }: Input): Promise<void> {
  const { db } = context;
  if (!isSpent) return markRequested(db, run.id, workerUid, { state: "evaluating", error: givenUp, askTo });
  await db.transaction(async () => {
    await lockRun(db, run.id);
    const answered = (await findRunWorker(db, run.id, workerUid))?.answered ?? 0;
    const open = `not asked for ${run.instanceCount - answered} of ${run.instanceCount} documents: the run's budget is spent`;
    await markRequested(db, run.id, workerUid, { state: "stopped", error: run.settings.untilResolved ? SPENT_IN_RACE : open, askTo });
    // Scoring that ended before this could not know that nothing more comes.
    await enqueueEnd(context, run);
  });
}
