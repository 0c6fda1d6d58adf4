import type { AskedPool } from "./account.ts";
import { LISTED_BEST_OF } from "./best-of/index.ts";
import { POLICIES } from "./policies.ts";

/** Every name that `model` may have: the policies, the workers, and the models that they serve. */
export function modelNames({ pool }: { pool: Pick<AskedPool, "list"> }): { id: string; owner: string }[] {
  const workers = pool.list();
  const names = new Map<string, string>([...Object.keys(POLICIES), LISTED_BEST_OF].map((name) => [name, "assay"]));
  for (const worker of workers) if (!names.has(worker.name)) names.set(worker.name, worker.owner ?? "assay");
  for (const worker of workers) {
    if (worker.model !== null && !names.has(worker.model)) names.set(worker.model, worker.owner ?? "assay");
  }
  return [...names].map(([id, owner]) => ({ id, owner }));
}
