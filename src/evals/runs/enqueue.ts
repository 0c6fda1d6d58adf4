import type { JobEngine } from "../../jobs/index.ts";
import { isAllScored } from "../evaluating/store.ts";
import type { EvalsContext } from "../context.ts";
import { listRunWorkers, readUnscored, type RunRow } from "./store.ts";

const ORDINALS_A_JOB = 500;

type NumberedRun = Pick<RunRow, "id" | "resumes">;

/** The id of the job that asks a worker; another one after each resumption, and for each rung of a race. */
export function requestJobId(run: NumberedRun, { uid, askTo }: { uid: number; askTo: number | null }): string {
  return `${run.id}/${uid}/${run.resumes}${askTo === null ? "" : `/${askTo}`}`;
}

export async function enqueueSampling(jobs: JobEngine, run: NumberedRun): Promise<void> {
  await jobs.start("evals.sample", { runId: run.id }, { id: `${run.id}/${run.resumes}` });
}

/** Starts the jobs of a sampled run that are still to be done. Call it in the transaction that changes the run's state. */
export async function enqueueRequests(context: EvalsContext, run: NumberedRun & Pick<RunRow, "settings">): Promise<void> {
  const { db, jobs } = context;
  for (const { uid, state, askTo } of await listRunWorkers(db, run.id)) {
    if (state === "done") continue;
    if (run.settings.untilResolved) await enqueueRung(context, run, { uid, from: 0, to: askTo ?? 0 });
    else await jobs.start("evals.request", { runId: run.id, workerUid: uid }, { id: requestJobId(run, { uid, askTo }) });
  }
  if (run.settings.untilResolved) await enqueueJudgement(context, run.id);
}

/** Starts asking a racing worker for the documents of these places of the race's order that it has no response for. */
export async function enqueueRung(
  { jobs }: Pick<EvalsContext, "jobs">,
  run: NumberedRun,
  { uid, from, to }: { uid: number; from: number; to: number },
): Promise<void> {
  if (to > from)
    await jobs.start("evals.request", { runId: run.id, workerUid: uid, rung: { from, to } }, { id: requestJobId(run, { uid, askTo: to }) });
}

/** Lets a race be judged once what the caller writes is there. */
export async function enqueueJudgement({ jobs }: Pick<EvalsContext, "jobs">, runId: string): Promise<void> {
  await jobs.start("evals.race", { runId }, { singletonKey: runId });
}

export async function enqueueFinish({ jobs }: Pick<EvalsContext, "jobs">, run: NumberedRun): Promise<void> {
  await jobs.start("evals.finish", { runId: run.id }, { id: `${run.id}/${run.resumes}` });
}

/**
 * After the scores or the state of a worker have changed: a race is judged, another run ends when nothing more comes.
 * Call it in the transaction of the change, and hold the run.
 */
export async function enqueueEnd(context: EvalsContext, run: NumberedRun & Pick<RunRow, "settings">): Promise<void> {
  if (run.settings.untilResolved) await enqueueJudgement(context, run.id);
  else if (await isAllScored(context.db, run.id)) await enqueueFinish(context, run);
}

/** Starts the scoring of responses without a sample, and the end of a run whose samples are complete. */
export async function enqueueScoring(context: EvalsContext, run: NumberedRun & Pick<RunRow, "settings">): Promise<void> {
  const { db, jobs } = context;
  for (const { uid, ordinals } of await readUnscored(db, run.id)) {
    for (let from = 0; from < ordinals.length; from += ORDINALS_A_JOB) {
      const part = ordinals.slice(from, from + ORDINALS_A_JOB);
      await jobs.start("evals.evaluate", { runId: run.id, workerUid: uid, ordinals: part });
    }
  }
  await enqueueEnd(context, run);
}
