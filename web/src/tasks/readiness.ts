import type { DatasetView, TaskEntry } from "../api/types.ts";

/** What a task still needs, and how many documents it has. */
export interface Readiness {
  /** ready; data: a dataset or a split of it is not here; refused: it cannot be run at all. */
  state: "ready" | "data" | "refused";
  /** null: as many as are asked for, or not known before the data is here. */
  documents: number | null;
  /** Datasets that are not registered, each once, with their configuration. */
  missing: { name: string; config: string }[];
}

/** Holds a task's needs against what is registered; the newest revision counts. */
export function readinessOf(task: TaskEntry, datasets: readonly DatasetView[]): Readiness {
  if (task.refusal !== null) return { state: "refused", documents: null, missing: [] };
  if (task.makesDocuments) return { state: "ready", documents: null, missing: [] };
  const missing = new Map<string, { name: string; config: string }>();
  let documents = 0;
  for (const { dataset, config, split } of task.needs) {
    const rows = rowsOf(datasets, dataset, config, split);
    if (rows === undefined) missing.set(`${dataset} ${config}`, { name: dataset, config });
    else documents += rows;
  }
  const isReady = missing.size === 0;
  return { state: isReady ? "ready" : "data", documents: isReady ? documents : null, missing: [...missing.values()] };
}

function rowsOf(datasets: readonly DatasetView[], name: string, config: string, split: string | null): number | undefined {
  const revisions = datasets.filter((one) => one.name === name && one.config === config);
  const newest = revisions.toSorted((a, b) => b.revision - a.revision)[0];
  return newest?.splits.find((one) => one.name === split)?.rows;
}
