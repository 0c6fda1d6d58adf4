import type { Db } from "../../db/index.ts";
import { bracketsOf, type RankedWorker } from "../../stats/index.ts";
import { readIncentives } from "../../workers/index.ts";
import { runNotFound } from "../errors.ts";
import { findNewestScoredRun, findRun, type RunRow } from "../runs/store.ts";
import type { BracketView, Leaderboard, LeaderboardRow } from "../views.ts";
import { rankRun } from "./rank-run.ts";
import type { RankedWorkerRow, ScoreRow } from "./store.ts";

const EMPTY: Leaderboard = { run: null, state: null, method: "exact", documents: 0, clustered: false, rows: [], brackets: [] };

/**
 * The workers of a run, ranked as far as the evidence goes (`rankRun`).
 * @param runId default: the newest run with scores; without any, an empty leaderboard
 */
export async function readLeaderboard(db: Db, runId?: string): Promise<Leaderboard> {
  const id = runId ?? (await findNewestScoredRun(db));
  if (id === undefined) return EMPTY;
  const run = await findRun(db, id);
  if (!run) throw runNotFound(id);
  const { ranked, workers, scores, method, clusters } = await rankRun(db, run);
  const incentives = await readIncentives(db);
  const rows = ranked.flatMap((one) => {
    const worker = workers.find((candidate) => candidate.name === one.name);
    if (!worker) return [];
    // A worker that was removed since has no weight any more.
    const incentive = incentives.get(worker.uid)?.value ?? 0;
    return [toRow(one, worker, scores.get(worker.uid) ?? [], incentive)];
  });
  return {
    run: id,
    state: run.state,
    method,
    documents: run.instanceCount,
    clustered: clusters !== undefined,
    rows,
    brackets: toBrackets(run, ranked),
  };
}

/** What is left to ask: of the documents that the member with the fewest has not answered. */
function toBrackets(run: RunRow, ranked: readonly RankedWorker[]): BracketView[] {
  return bracketsOf(ranked).map(({ bracket, names, documentsNeeded }) => {
    const fewest = Math.min(...ranked.filter(({ name }) => names.includes(name)).map(({ n }) => n));
    return {
      bracket,
      workers: names,
      documentsNeeded,
      isEnough: documentsNeeded !== null && documentsNeeded <= run.instanceCount - fewest,
    };
  });
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
    stderr: ranked.standardError,
    low: isScored ? toFinite(ranked.low) : null,
    high: isScored ? toFinite(ranked.high) : null,
    rankBest: ranked.rankBest,
    rankWorst: ranked.rankWorst,
    bracket: ranked.bracket,
    medianMs: worker.medianMs,
    cost: worker.cost,
    incentive,
  };
}

/** An interval without an end is one that is not known. */
function toFinite(end: number): number | null {
  return Number.isFinite(end) ? end : null;
}
