import { toOutcomes } from "../evaluating/tally.ts";
import { wilsonInterval } from "../../stats/index.ts";
import type { ScoreRow } from "./store.ts";

/** A worker's standing over all its newest task scores. */
export interface WorkerScore {
  mean: number;
  low: number;
  high: number;
}

/**
 * One score per worker from its newest score on each task: the mean of the tasks' means, so that a task with many
 * documents does not drown the others; the interval is Wilson's at the sum of their documents.
 */
export function summariseScores(scores: readonly ScoreRow[]): Map<number, WorkerScore> {
  const summaries = new Map<number, WorkerScore>();
  for (const [uid, rows] of Map.groupBy(scores, (row) => row.uid)) {
    const outcomes = rows.map((row) => toOutcomes(row.outcomes).filter((outcome) => !Number.isNaN(outcome)));
    const means = outcomes.filter((one) => one.length > 0).map((one) => one.reduce((sum, outcome) => sum + outcome, 0) / one.length);
    const n = outcomes.reduce((sum, one) => sum + one.length, 0);
    if (means.length === 0) continue;
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
    summaries.set(uid, { mean, ...wilsonInterval(mean * n, n, 0.95) });
  }
  return summaries;
}
