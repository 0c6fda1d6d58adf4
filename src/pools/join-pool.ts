import { createHash } from "node:crypto";
import { AssayError } from "../lib/errors.ts";
import type { PoolsContext } from "./context.ts";
import { poolNotFound } from "./errors.ts";
import { mayBeJoined, personSchema, type Entry } from "./pool.ts";
import { insertEntry, lockPool, selectEntries } from "./store.ts";

interface Joining {
  poolId: string;
  participant: string;
  /** A worker by name or uid, or a model that exactly one worker serves. */
  model: string;
}

/**
 * Enters a model into a pool, before its end. A model belongs to the first who joins with it; the same again changes nothing.
 * @throws `not_found` for an unknown pool or model; `conflict` after the end, or when another participant has joined with it;
 *   `invalid_input` for a participant to whom nothing could be paid
 */
export async function joinPool(context: PoolsContext, { poolId, participant, model }: Joining): Promise<{ entry: Entry; isNew: boolean }> {
  const { db, now } = context;
  if (!personSchema.safeParse(participant).success) {
    throw new AssayError("invalid_input", `${participant} cannot be paid: name a person's or a process's address.`, {
      field: "participant",
    });
  }
  const worker = findWorker(context, model);
  return db.transaction(async () => {
    const pool = await lockPool(db, poolId);
    if (!pool) throw poolNotFound(poolId);
    const entry: Entry = {
      id: entryId(poolId, worker.uid),
      poolId,
      participant,
      workerUid: worker.uid,
      model,
      runId: null,
      attempts: 0,
      joinedAt: now(),
    };
    const known = (await selectEntries(db, poolId)).find(({ workerUid }) => workerUid === worker.uid);
    if (known?.participant === participant) return { entry: known, isNew: false };
    if (known) throw new AssayError("conflict", `${model} has been entered by another participant already.`, { field: "model" });
    if (!mayBeJoined(pool, entry.joinedAt))
      throw new AssayError("conflict", `The pool ${poolId} has ended: it takes no more entries.`, { field: "pool" });
    await insertEntry(db, entry);
    return { entry, isNew: true };
  });
}

function entryId(poolId: string, workerUid: number): string {
  return createHash("sha256").update(`assay entry\n${poolId}\n${workerUid}`).digest("hex").slice(0, 16);
}

function findWorker({ workers }: PoolsContext, model: string): { uid: number; name: string } {
  const all = workers.list();
  const named = all.find((worker) => worker.name === model || String(worker.uid) === model);
  if (named) return named;
  const serving = all.filter((worker) => worker.model === model);
  const [only] = serving;
  if (only && serving.length === 1) return only;
  if (serving.length > 1) {
    const names = serving.map(({ name }) => name).join(", ");
    throw new AssayError("conflict", `Several workers serve ${model} (${names}): name one of them.`, { field: "model" });
  }
  throw new AssayError("not_found", `No worker is called ${model} or serves it.`, { field: "model" });
}
