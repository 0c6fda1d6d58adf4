import assert from "node:assert/strict";
import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { mcnemarExact, meanInterval, pairedEValue, pairedTTest } from "../../stats/index.ts";
import { runNotFound } from "../errors.ts";
import { findRun } from "../runs/store.ts";
import type { Comparison } from "../views.ts";
import { CONFIDENCE, rankRun } from "./rank-run.ts";

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
  const { ranked, outcomes, clusters } = await rankRun(db, run);
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
  const differences = first.map((outcome, document) => outcome - (second[document] ?? Number.NaN));
  const isBinary = [...outcomes.values()].every((own) => own.every((one) => Number.isNaN(one) || one === 0 || one === 1));
  const test = isBinary && !clusters ? "mcnemar" : "paired-t";
  const { mean, standardError, low, high } = meanInterval(differences, { confidence: CONFIDENCE, isUnit: false, clusters });
  return {
    run: runId,
    a,
    b,
    documents: pair.n,
    wins: pair.wins,
    losses: pair.losses,
    difference: mean ?? 0,
    stderr: standardError,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
    test,
    pValue: test === "mcnemar" ? mcnemarExact(pair.wins, pair.losses) : pairedTTest(differences, clusters).p,
    pAdjusted: pair.p ?? null,
    eValue: pair.e ?? pairedEValue(pair.wins, pair.losses),
    resolved: pair.resolved,
    better: pair.isBetter === null ? null : pair.isBetter ? a : b,
    documentsNeeded: pair.documentsNeeded,
  };
}
