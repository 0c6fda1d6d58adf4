import type { Db } from "../../db/index.ts";
import { rankWorkers, type RankedWorker } from "../../stats/index.ts";
import { readIncentives } from "../../workers/index.ts";
import { runNotFound } from "../errors.ts";
import { findNewestScoredRun, findRun, listRunTasks } from "../runs/store.ts";
import type { Leaderboard, LeaderboardRow } from "../views.ts";
import { joinOutcomes } from "./join-outcomes.ts";
import { readRankedWorkers, readScores, type RankedWorkerRow, type ScoreRow } from "./store.ts";

/** Two-sided level of all intervals and separations. */
export const ALPHA = 0.05;

const EMPTY: Leaderboard = { run: null, state: null, method: "exact", documents: 0, rows: [] };

/**
 * The workers of a run, ranked as far as the evidence goes. While the run goes on pairs are separated by an anytime-valid
 * test, because somebody is looking; a complete run gets one exact paired test, corrected over all pairs (Holm).
 * @param runId default: the newest run with scores; without any, an empty leaderboard
 */
export async function readLeaderboard(db: Db, runId?: string): Promise<Leaderboard> {
  const id = runId ?? (await findNewestScoredRun(db));
  if (id === undefined) return EMPTY;
  const run = await findRun(db, id);
  if (!run) throw runNotFound(id);
  const [tasks, scores, workers] = [await listRunTasks(db, id), await readScores(db, id), await readRankedWorkers(db, id)];
  const incentives = await readIncentives(db);
  const byWorker = Map.groupBy(scores, (score) => score.uid);
  const entries = workers.map((worker) => ({ name: worker.name, outcomes: joinOutcomes(byWorker.get(worker.uid) ?? [], tasks) }));
  const method = run.state === "done" ? "exact" : "anytime";
  const rows = rankWorkers(entries, { alpha: ALPHA, method }).flatMap((ranked) => {
    const worker = workers.find((candidate) => candidate.name === ranked.name);
    if (!worker) return [];
    // A worker that was removed since has no weight any more.
    const incentive = incentives.get(worker.uid)?.value ?? 0;
    return [toRow(ranked, worker, byWorker.get(worker.uid) ?? [], incentive)];
  });
  return { run: id, state: run.state, method, documents: run.instanceCount, rows };
}

function toRow(ranked: RankedWorker, worker: RankedWorkerRow, scores: readonly ScoreRow[], incentive: number): LeaderboardRow {
  const isScored = ranked.mean !== null;
  return {
    worker: worker.name,
    uid: worker.uid,
    kind: worker.kind,
    simulated: worker.kind === "simulated",
    n: ranked.n,
    failed: scores.reduce((sum, score) => sum + score.failed, 0),
    score: ranked.mean,
    low: isScored ? ranked.low : null,
    high: isScored ? ranked.high : null,
    rankBest: ranked.rankBest,
    rankWorst: ranked.rankWorst,
    bracket: ranked.bracket,
    medianMs: worker.medianMs,
    cost: worker.cost,
    incentive,
  };
}
