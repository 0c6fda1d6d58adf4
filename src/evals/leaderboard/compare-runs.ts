import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { runNotFound } from "../errors.ts";
import { findRun, listRunWorkers } from "../runs/store.ts";
import type { RunComparison } from "../views.ts";
import { comparePairs, type Paired } from "./compare-pairs.ts";
import { readSharedOutcomes, type SharedDocument } from "./store.ts";

interface Side {
  runId: string;
  /** May be left out where the run has one worker. */
  worker?: string | undefined;
}

/**
 * A worker of one run and one of another (or of the same), on the documents that stand in both with the same text and have an
 * outcome in both: together and by task.
 */
export async function compareRuns(db: Db, a: Side, b: Side): Promise<RunComparison> {
  const [first, second] = [await findSide(db, a, "a"), await findSide(db, b, "b")];
  const shared = await readSharedOutcomes(db, first, second);
  if (shared.length === 0) {
    throw new AssayError("invalid_input", `Runs ${a.runId} and ${b.runId} share no scored document: nothing can be compared.`, {
      field: "other",
    });
  }
  const tasks = [...Map.groupBy(shared, ({ task }) => task)].map(([task, documents]) => [task, paired(documents)] as const);
  return {
    a: { run: a.runId, worker: first.name },
    b: { run: b.runId, worker: second.name },
    ...paired(shared),
    tasks: Object.fromEntries(tasks),
  };
}

async function findSide(db: Db, { runId, worker }: Side, field: "a" | "b"): Promise<{ runId: string; uid: number; name: string }> {
  if (!(await findRun(db, runId))) throw runNotFound(runId);
  const workers = await listRunWorkers(db, runId);
  const found = workers.filter(({ name }) => worker === undefined || name === worker);
  const [one] = found;
  if (one && found.length === 1) return { runId, uid: one.uid, name: one.name };
  const names = workers.map(({ name }) => name).join(", ");
  const sentence = worker === undefined ? `Name a worker of run ${runId}` : `Run ${runId} has no worker ${worker}`;
  throw new AssayError(worker === undefined ? "invalid_input" : "not_found", `${sentence}: it has ${names}.`, { field });
}

function paired(documents: readonly SharedDocument[]): Paired {
  const outcomesOf = (side: "first" | "second") => Float32Array.from(documents, (one) => one[side] ?? Number.NaN);
  return comparePairs(outcomesOf("first"), outcomesOf("second"));
}
