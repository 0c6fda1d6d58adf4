import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { runNotFound } from "../errors.ts";
import { isOpen } from "../run.ts";
import { enqueueRequests, enqueueSampling, enqueueScoring, requestJobId } from "./enqueue.ts";
import { listRunWorkers, lockRun, reopenRun, type RunRow } from "./store.ts";

/**
 * Goes on with a run that was cancelled, failed, or lost its jobs: what is stored stays, what is missing is asked and
 * scored. A run whose jobs are at work is left alone. @throws `conflict` when it is done
 */
export async function resumeRun(context: EvalsContext, runId: string): Promise<void> {
  const { db } = context;
  await db.transaction(async () => {
    const run = await lockRun(db, runId);
    if (!run) throw runNotFound(runId);
    if (run.state === "done") throw new AssayError("conflict", `Run ${runId} is done: there is nothing to resume.`, { field: "run" });
    if (isOpen(run.state) && (await isAtWork(context, run))) return;
    await reopenRun(db, runId);
    const next = { id: runId, resumes: run.resumes + 1 };
    if (run.instanceCount === 0) return enqueueSampling(context.jobs, next);
    await enqueueRequests(context, next);
    await enqueueScoring(context, next);
  });
  context.log.info({ runId }, "run resumed");
}

async function isAtWork({ db, jobs }: EvalsContext, run: RunRow): Promise<boolean> {
  const sampling = await jobs.find("evals.sample", `${run.id}/${run.resumes}`);
  const asking = await Promise.all(
    (await listRunWorkers(db, run.id))
      .filter((worker) => worker.state !== "done")
      .map((worker) => jobs.find("evals.request", requestJobId(run, worker.uid))),
  );
  return [sampling, ...asking].some((job) => job?.state === "queued" || job?.state === "active");
}
