import assert from "node:assert/strict";
import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { pairedEValue } from "../../stats/index.ts";
import { runNotFound } from "../errors.ts";
import { findRun } from "../runs/store.ts";
import type { Comparison } from "../views.ts";
import { comparePairs, type Paired } from "./compare-pairs.ts";
import { rankRun, type RankedRun } from "./rank-run.ts";

interface Input {
  runId: string;
  /** Names of two workers of the run. */
  a: string;
  b: string;
}

/** Two workers, document by document, on those that both have an outcome for. The verdict is the leaderboard's: over all workers of the run. */
export async function compareWorkers(db: Db, { runId, a, b }: Input): Promise<Comparison> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  const { ranked, outcomes, clusters, tasks } = await rankRun(db, run);
  const outcomesOf = (name: string, field: string) => {
    const own = outcomes.get(name);
    if (own) return own;
    const known = [...outcomes.keys()].join(", ");
    throw new AssayError("not_found", `Run ${runId} has no worker ${name}: it has ${known}.`, { field });
  };
  const [first, second] = [outcomesOf(a, "a"), outcomesOf(b, "b")];
  if (a === b) throw new AssayError("invalid_input", "Name two different workers to compare.", { field: "b" });
  const pair = ranked.find(({ name }) => name === a)?.pairs.find(({ other }) => other === b);
  assert(pair, "every two workers of a run are a pair");
  return {
    run: runId,
    a,
    b,
    ...comparePairs(first, second, clusters),
    pAdjusted: pair.p ?? null,
    eValue: pair.e ?? pairedEValue(pair.wins, pair.losses),
    resolved: pair.resolved,
    better: pair.isBetter === null ? null : pair.isBetter ? a : b,
    documentsNeeded: pair.documentsNeeded,
    tasks: byTask(tasks, { first, second, clusters }),
  };
}

/** The same by task; a task whose documents are all by themselves is compared without clusters. */
function byTask(
  tasks: RankedRun["tasks"],
  { first, second, clusters }: { first: Float32Array; second: Float32Array; clusters: Int32Array | undefined },
): Record<string, Paired> {
  const entries = tasks.map(({ name, firstOrdinal, instanceCount }) => {
    const end = firstOrdinal + instanceCount;
    const own = clusters?.subarray(firstOrdinal, end);
    const isClustered = own !== undefined && new Set(own).size < own.length;
    const pair = comparePairs(first.subarray(firstOrdinal, end), second.subarray(firstOrdinal, end), isClustered ? own : undefined);
    return [name, pair] as const;
  });
  return Object.fromEntries(entries);
}
