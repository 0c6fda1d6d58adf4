import type { JobEngine } from "../../jobs/index.ts";
import { isAllScored } from "../evaluating/store.ts";
import type { EvalsContext } from "../context.ts";
import { listRunWorkers, readUnscored, type RunRow } from "./store.ts";

const ORDINALS_A_JOB = 500;

type NumberedRun = Pick<RunRow, "id" | "resumes">;

/** The id of the job that asks a worker; another one after each resumption. */
export function requestJobId(run: NumberedRun, workerUid: number): string {
  return `${run.id}/${workerUid}/${run.resumes}`;
}

export async function enqueueSampling(jobs: JobEngine, run: NumberedRun): Promise<void> {
  await jobs.start("evals.sample", { runId: run.id }, { id: `${run.id}/${run.resumes}` });
}

/** Starts the jobs of a sampled run that are still to be done. Call it in the transaction that changes the run's state. */
export async function enqueueRequests({ db, jobs }: EvalsContext, run: NumberedRun): Promise<void> {
  for (const { uid, state } of await listRunWorkers(db, run.id)) {
    if (state !== "done") await jobs.start("evals.request", { runId: run.id, workerUid: uid }, { id: requestJobId(run, uid) });
  }
}

/** Starts the scoring of responses without a sample, and the end of a run whose samples are complete. */
export async function enqueueScoring({ db, jobs }: EvalsContext, run: NumberedRun): Promise<void> {
  for (const { uid, ordinals } of await readUnscored(db, run.id)) {
    for (let from = 0; from < ordinals.length; from += ORDINALS_A_JOB) {
      const part = ordinals.slice(from, from + ORDINALS_A_JOB);
      await jobs.start("evals.evaluate", { runId: run.id, workerUid: uid, ordinals: part });
    }
  }
  if (await isAllScored(db, run.id)) await jobs.start("evals.finish", { runId: run.id }, { id: `${run.id}/${run.resumes}` });
}
