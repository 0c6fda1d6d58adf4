import type { EvalsContext } from "../context.ts";
import { addCharges, NO_CHARGE } from "../budget.ts";
import { countAnswered, insertResponses, refundBudget, type Response } from "./store.ts";

interface Input {
  runId: string;
  workerUid: number;
  responses: readonly Response[];
}

/**
 * Stores responses and, in the same transaction, what their calls left of the run's budget and the job that scores just these:
 * acknowledged together or not at all.
 */
export function storeResponses({ db, jobs }: EvalsContext, { runId, workerUid, responses }: Input): Promise<void> {
  const refund = responses.reduce((sum, { settlement }) => (settlement ? addCharges(sum, settlement.refund) : sum), NO_CHARGE);
  return db.transaction(async () => {
    await refundBudget(db, runId, refund);
    const ordinals = await insertResponses(db, runId, workerUid, responses);
    if (ordinals.length === 0) return;
    await countAnswered(db, runId, workerUid, ordinals.length);
    await jobs.start("evals.evaluate", { runId, workerUid, ordinals });
  });
}
