import type { EvalsContext } from "../context.ts";
import { countAnswered, insertResponses, type Response } from "./store.ts";

interface Input {
  runId: string;
  workerUid: number;
  responses: readonly Response[];
}

/** Stores responses and, in the same transaction, the job that scores just these: acknowledged together or not at all. */
export function storeResponses({ db, jobs }: EvalsContext, { runId, workerUid, responses }: Input): Promise<void> {
  return db.transaction(async () => {
    const ordinals = await insertResponses(db, runId, workerUid, responses);
    if (ordinals.length === 0) return;
    await countAnswered(db, runId, workerUid, ordinals.length);
    await jobs.start("evals.evaluate", { runId, workerUid, ordinals });
  });
}
