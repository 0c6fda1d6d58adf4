import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { runNotFound } from "../errors.ts";
import { requestJobId } from "./enqueue.ts";
import { endRun, listRunWorkers, lockRun } from "./store.ts";

/** Stops a run: nothing more is asked, what was scored stays. @throws `conflict` when it has ended already */
export async function cancelRun(context: EvalsContext, runId: string): Promise<void> {
  const { db, jobs } = context;
  const run = await db.transaction(async () => {
    const locked = await lockRun(db, runId);
    if (!locked) throw runNotFound(runId);
    if (await endRun(db, runId, "cancelled", context.now())) return locked;
    throw new AssayError("conflict", `Run ${runId} is ${locked.state} already: it cannot be cancelled.`, { field: "run" });
  });
  for (const worker of await listRunWorkers(db, runId)) {
    const id = requestJobId(run, worker);
    const job = await jobs.find("evals.request", id);
    // The job may end between the look and the cancellation; either way nobody is asked any more.
    if (job?.state === "queued" || job?.state === "active") await jobs.cancel("evals.request", id).catch(() => {});
  }
  context.log.info({ runId }, "run cancelled");
}
