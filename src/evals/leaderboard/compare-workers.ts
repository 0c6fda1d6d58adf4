import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { mcnemarExact, meanAndStandardError, pairedEValue, rankWorkers } from "../../stats/index.ts";
import { runNotFound } from "../errors.ts";
import { findRun, listRunTasks } from "../runs/store.ts";
import type { Comparison } from "../views.ts";
import { joinOutcomes } from "./join-outcomes.ts";
import { ALPHA } from "./read-leaderboard.ts";
import { readRankedWorkers, readScores } from "./store.ts";

interface Input {
  runId: string;
  /** Names of two workers of the run. */
  a: string;
  b: string;
}

/** Two workers, document by document, on those that both have an outcome for. */
export async function compareWorkers(db: Db, { runId, a, b }: Input): Promise<Comparison> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  const [tasks, scores, workers] = [await listRunTasks(db, runId), await readScores(db, runId), await readRankedWorkers(db, runId)];
  const entries = workers.map(({ uid, name }) => ({
    name,
    outcomes: joinOutcomes(
      scores.filter((score) => score.uid === uid),
      tasks,
    ),
  }));
  const outcomesOf = (name: string, field: string) => {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry) return entry.outcomes;
    const known = entries.map((one) => one.name).join(", ");
    throw new AssayError("not_found", `Run ${runId} has no worker ${name}: it has ${known}.`, { field });
  };
  const [first, second] = [outcomesOf(a, "a"), outcomesOf(b, "b")];
  if (a === b) throw new AssayError("invalid_input", "Name two different workers to compare.", { field: "b" });
  // Over all workers of the run, so that the verdict here is the leaderboard's.
  const method = run.state === "done" ? "exact" : "anytime";
  const pair = rankWorkers(entries, { alpha: ALPHA, method })
    .find((ranked) => ranked.name === a)
    ?.pairs.find((candidate) => candidate.other === b);
  const { n, wins, losses } = pair ?? { n: 0, wins: 0, losses: 0 };
  return {
    run: runId,
    a,
    b,
    documents: n,
    wins,
    losses,
    difference: meanOfShared(first, second) - meanOfShared(second, first),
    pValue: mcnemarExact(wins, losses),
    eValue: Math.min(pairedEValue(wins, losses), Number.MAX_VALUE),
    resolved: pair?.resolved ?? false,
    documentsNeeded: pair?.documentsNeeded ?? null,
  };
}

/** Mean of the first on the documents that the second has an outcome for, too. */
function meanOfShared(first: Float32Array, second: Float32Array): number {
  return (
    meanAndStandardError(first.filter((outcome, index) => !Number.isNaN(outcome) && !Number.isNaN(second[index] ?? Number.NaN))).mean ?? 0
  );
}
