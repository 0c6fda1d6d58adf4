import { AssayError } from "../../lib/errors.ts";
import { isTheWorkersFault } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { deleteFaulty, lockRunWorker, readSamples, readTallies, reopenWorker, writeTally } from "../evaluating/store.ts";
import { addToTally, emptyOutcomes } from "../evaluating/tally.ts";
import { runNotFound } from "../errors.ts";
import { enqueueRequests } from "./enqueue.ts";
import { listRunTasks, listRunWorkers, lockRun, reopenRun } from "./store.ts";

/**
 * Forgets the answers of a finished run that failed by the workers' own faults, and asks for them again; good answers stay as they are.
 * @returns how many are asked again; with 0 the run stays as it is
 * @throws `conflict` while the run goes on
 */
export async function reaskFailed(context: EvalsContext, runId: string): Promise<number> {
  const { db } = context;
  return db.transaction(async () => {
    const run = await lockRun(db, runId);
    if (!run) throw runNotFound(runId);
    if (run.state !== "done")
      throw new AssayError("conflict", `Run ${runId} is ${run.state}: only a finished run's failures are asked again.`, { field: "run" });
    const tasks = await listRunTasks(db, runId);
    let count = 0;
    for (const { uid } of await listRunWorkers(db, runId)) {
      await lockRunWorker(db, runId, uid);
      const dropped = await deleteFaulty(db, runId, uid, isTheWorkersFault);
      if (dropped === 0) continue;
      count += dropped;
      const samples = await readSamples(db, runId, uid);
      for (const tally of await readTallies(
        db,
        runId,
        uid,
        tasks.map(({ name }) => name),
      )) {
        const task = tasks.find(({ name }) => name === tally.task);
        const first = tally.firstOrdinal;
        const own = samples.filter(({ ordinal }) => ordinal >= first && ordinal < first + (task?.instanceCount ?? 0));
        const empty = { task: tally.task, scored: 0, failed: 0, faults: {}, sums: {}, outcomes: emptyOutcomes(task?.instanceCount ?? 0) };
        await writeTally(db, runId, uid, addToTally(empty, own, first));
      }
      await reopenWorker(db, runId, uid, samples.length);
    }
    if (count === 0) return 0;
    await reopenRun(db, runId);
    await enqueueRequests(context, { ...run, resumes: run.resumes + 1 });
    return count;
  });
}
