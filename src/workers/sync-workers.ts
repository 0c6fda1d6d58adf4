import type { Db } from "../db/index.ts";
import { insertWorker, selectWorkers, updateWorker } from "./store.ts";
import type { WorkerSpec } from "./worker.ts";

/** Makes declared workers (assay.yaml) be there as declared: new ones are added, known ones changed under their uid. */
export function syncWorkers(db: Db, specs: readonly WorkerSpec[]): Promise<void> {
  return db.transaction(async () => {
    const known = new Map((await selectWorkers(db)).map((row) => [row.name, row.uid]));
    for (const spec of specs) {
      const uid = known.get(spec.name);
      if (uid === undefined) await insertWorker(db, spec);
      else await updateWorker(db, uid, spec);
    }
  });
}
