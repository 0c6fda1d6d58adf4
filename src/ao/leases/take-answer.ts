import { Refusal, type Turn } from "../process-kind.ts";
import type { AoJob } from "./job.ts";
import { findHeld, releaseJob } from "./store.ts";

/**
 * Ends the job that the sender holds. An answer of anybody else, a second one, and one that comes after the lease was given to another
 * change nothing.
 * @param id of the job; without one the only job that the sender holds
 * @throws Refusal 404
 */
export async function takeAnswer({ db, process, message }: Turn, id: string | undefined): Promise<AoJob> {
  const job = await findHeld(db, process.id, message.from, id);
  if (!job) throw new Refusal(404, id === undefined ? "You hold no job, or several: name one by its id." : `You hold no job ${id}.`);
  await releaseJob(db, job, "done");
  return job;
}
