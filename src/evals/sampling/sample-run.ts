import { AssayError } from "../../lib/errors.ts";
import { clusterColumns } from "../leaderboard/cluster-columns.ts";
import { emptyOutcomes } from "../evaluating/tally.ts";
import type { EvalsContext } from "../context.ts";
import { enqueueRequests } from "../runs/enqueue.ts";
import { endRun, findRun, listRunTasks, type RunRow, type RunTaskRow } from "../runs/store.ts";
import { buildInstances } from "./build-instances.ts";
import { insertInstances, openScores, startRun, type Instance } from "./store.ts";

const INSTANCES_A_STATEMENT = 250;

/**
 * Makes the run's documents into prompts, the same for all its workers, and starts the asking. Deterministic: a second
 * attempt after a crash makes the same instances and stores those that are missing.
 */
export async function sampleRun(context: EvalsContext, runId: string): Promise<void> {
  const { db } = context;
  const run = await findRun(db, runId);
  if (!run || run.state !== "queued") return;
  const places: { name: string; firstOrdinal: number; instanceCount: number; emptyOutcomes: Uint8Array }[] = [];
  let ordinal = 0;
  try {
    for (const task of await listRunTasks(db, runId)) {
      const instanceCount = await storeInstances(context, run, task, ordinal);
      places.push({ name: task.name, firstOrdinal: ordinal, instanceCount, emptyOutcomes: emptyOutcomes(instanceCount) });
      ordinal += instanceCount;
    }
  } catch (error) {
    if (!(error instanceof AssayError) || error.code !== "invalid_input") throw error;
    // The documents are not what was asked for: another attempt would find the same.
    await endRun(db, runId, "failed", context.now(), error.message);
    return;
  }
  if (ordinal === 0) {
    await endRun(db, runId, "failed", context.now(), "None of the tasks has a document: nothing to ask.");
    return;
  }
  await db.transaction(async () => {
    await openScores(db, runId, places);
    if (await startRun(db, runId, ordinal, context.now())) await enqueueRequests(context, run);
  });
  context.log.info({ runId, documents: ordinal }, "run sampled");
}

function clusterMissing(task: string, column: string, doc: object): AssayError {
  const fields = Object.keys(doc).join(", ");
  return new AssayError("invalid_input", `A document of ${task} has no field ${column} to cluster errors by: it has ${fields}.`, {
    field: `clusters.${task}`,
  });
}

/** @returns how many there are */
async function storeInstances(context: EvalsContext, run: RunRow, task: RunTaskRow, firstOrdinal: number): Promise<number> {
  let ordinal = firstOrdinal;
  let batch: Instance[] = [];
  const column = clusterColumns(run.settings, [task]).get(task.name);
  for await (const built of buildInstances(context, run, task)) {
    if (column !== undefined && !Object.hasOwn(built.doc, column)) throw clusterMissing(task.name, column, built.doc);
    batch.push({ ...built, ordinal: ordinal++ });
    if (batch.length < INSTANCES_A_STATEMENT) continue;
    await insertInstances(context.db, run.id, batch);
    batch = [];
  }
  await insertInstances(context.db, run.id, batch);
  return ordinal - firstOrdinal;
}
