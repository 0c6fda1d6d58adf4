import type { Turn } from "../process-kind.ts";
import type { AoJob, LeaseRules } from "./job.ts";
import { findFreeWorker, findNextJob, leaseJob, releaseJob, selectOverdue, selectWaitingTypes } from "./store.ts";

interface Herd {
  rules: LeaseRules;
  /** Tells a worker of its job. */
  tell(job: AoJob, worker: string): void;
  /** Tells a client that nobody answered, after all attempts. */
  giveUp(job: AoJob): void;
}

/**
 * Takes back what workers have held too long, and hands out what waits, the highest priority first, to the worker of its type with the
 * least to do. Called in every turn of a herd, so that nothing waits for traffic that does not come; the clock brings one at
 * least every minute.
 */
export async function handOutJobs(turn: Turn, { rules, tell, giveUp }: Herd): Promise<void> {
  const { db, now, process } = turn;
  for (const job of await selectOverdue(db, process.id, now)) {
    const isLast = job.attempts >= rules.maxAttempts;
    await releaseJob(db, job, isLast ? "failed" : "queued");
    if (isLast) giveUp(job);
  }
  for (const type of await selectWaitingTypes(db, process.id)) {
    for (;;) {
      const job = await findNextJob(db, process.id, type);
      const worker = job && (await findFreeWorker(db, process.id, type, rules.jobsAWorker));
      if (!job || worker === undefined) break;
      await leaseJob(db, job, worker, new Date(now.getTime() + rules.leaseMs), now);
      tell(job, worker);
    }
  }
}
