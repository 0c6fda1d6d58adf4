import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { spreadIncentive } from "./refresh-incentive.ts";
import { insertWorker, toWorker } from "./store.ts";
import type { Worker, WorkerSpec } from "./worker.ts";

/** Registers a worker under a fresh uid. @throws `conflict` when its name is taken */
export function addWorker(db: Db, spec: WorkerSpec): Promise<Worker> {
  return db.transaction(async () => {
    const row = await insertWorker(db, spec);
    if (!row)
      throw new AssayError("conflict", `There is a worker ${spec.name} already: remove it first, or take another name.`, { field: "name" });
    await spreadIncentive(db);
    return toWorker(row);
  });
}
