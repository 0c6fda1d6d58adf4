import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { runNotFound } from "../errors.ts";
import { isOpen } from "../run.ts";
import { enqueueRequests, enqueueSampling, enqueueScoring, requestJobId } from "./enqueue.ts";
import type { Budget } from "../budget.ts";
import { raiseBudget } from "./raise-budget.ts";
import { listRunWorkers, lockRun, reopenRun, type RunRow } from "./store.ts";

export interface ResumeOptions {
  /** Other caps; what is not named stays as it was. */
  budget?: Budget | undefined;
}

/**
 * Goes on with a run that was cancelled, failed, exhausted its budget, or lost its jobs: what is stored stays, what is missing is
 * asked and scored. A run whose jobs are at work is left alone.
 * @throws `conflict` when it is done, or exhausted and given no more to spend; `invalid_input` for a cap below what is charged already
 */
export async function resumeRun(context: EvalsContext, runId: string, { budget }: ResumeOptions = {}): Promise<void> {
  const { db } = context;
  await db.transaction(async () => {
    const run = await lockRun(db, runId);
    if (!run) throw runNotFound(runId);
    if (run.state === "done") throw new AssayError("conflict", `Run ${runId} is done: there is nothing to resume.`, { field: "run" });
    if (run.origin !== null) {
      throw new AssayError(
        "conflict",
        `Run ${runId} scores the answers of ${run.origin}: \`assay run rescore ${run.origin}\` does it again.`,
        {
          field: "run",
        },
      );
    }
    if (isOpen(run.state) && (await isAtWork(context, run))) {
      if (budget)
        throw new AssayError("conflict", `Run ${runId} is being asked: its budget is changed when it stands still.`, { field: "budget" });
      return;
    }
    if (budget) await raiseBudget(db, run, budget);
    else if (run.state === "exhausted") {
      throw new AssayError(
        "conflict",
        `Run ${runId} has spent its budget. ${run.error ?? ""} \`assay run resume ${runId} --budget …\` gives it more.`,
        {
          field: "budget",
        },
      );
    }
    await reopenRun(db, runId);
    const next = { ...run, resumes: run.resumes + 1 };
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
      .map((worker) => jobs.find("evals.request", requestJobId(run, worker))),
  );
  return [sampling, ...asking].some((job) => job?.state === "queued" || job?.state === "active");
}
