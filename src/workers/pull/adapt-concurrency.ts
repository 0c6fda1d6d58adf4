import type { Db } from "../../db/index.ts";
import { selectWorkers, updateWorker } from "../store.ts";

/** Lets a worker be asked as much at once as its connections take together. @returns whether the registry changed */
export function adaptConcurrency(db: Db, uid: number, maxConcurrency: number): Promise<boolean> {
  return db.transaction(async () => {
    const known = (await selectWorkers(db)).find((row) => row.uid === uid);
    if (known?.spec.kind !== "pull" || known.spec.maxConcurrency === maxConcurrency) return false;
    await updateWorker(db, uid, { ...known.spec, maxConcurrency });
    return true;
  });
}
