import { AssayError } from "../../lib/errors.ts";
import type { WorkerSnapshot } from "../../workers/index.ts";

/** Whether it gives texts. */
const writes = ({ endpoints }: WorkerSnapshot) => endpoints.some((endpoint) => endpoint !== "embeddings");

/**
 * The workers that names or uids stand for, each once, by uid; `all` is everybody that gives texts.
 * @throws `not_found` naming the unknown one; `invalid_input` naming one that gives no text; `no_workers` when there is nobody
 */
export function selectWorkers(snapshots: readonly WorkerSnapshot[], wanted: readonly (string | number)[]): WorkerSnapshot[] {
  if (snapshots.length === 0) {
    throw new AssayError("no_workers", "There is no worker yet: `assay worker add` registers one, or declare them in assay.yaml.", {
      field: "workers",
    });
  }
  const chosen = new Set<WorkerSnapshot>();
  for (const [position, one] of wanted.entries()) {
    const matches = one === "all" ? snapshots.filter(writes) : snapshots.filter((worker) => worker.name === one || worker.uid === one);
    if (matches.length === 0) {
      const known = snapshots.slice(0, 20).map((worker) => worker.name);
      throw new AssayError("not_found", `There is no worker ${one}: there are ${known.join(", ")}${snapshots.length > 20 ? ", …" : ""}.`, {
        field: `workers[${position}]`,
      });
    }
    const silent = matches.find((worker) => !writes(worker));
    if (silent) {
      throw new AssayError("invalid_input", `The worker ${silent.name} answers ${silent.endpoints.join(", ")} only: a run needs texts.`, {
        field: `workers[${position}]`,
      });
    }
    for (const worker of matches) chosen.add(worker);
  }
  return [...chosen].toSorted((a, b) => a.uid - b.uid);
}
