import { toOutcomes } from "../evaluating/tally.ts";
import { meanInterval } from "../../stats/index.ts";
import type { ScoreRow } from "./store.ts";

const CONFIDENCE = 0.95;

/** A worker's standing over all its newest task scores. */
export interface WorkerScore {
  mean: number;
  low: number;
  high: number;
}

/**
 * One score per worker from its newest score on each task: the mean of the tasks' means, so that a task with many documents does not drown
 * the others. The interval is the task's own where there is one; over several the distances from each mean to the ends of its
 * interval are added as squares and divided by their number (MOVER: Zou & Donner 2008), which for normal intervals is the error of a
 * stratified mean.
 */
export function summariseScores(scores: readonly ScoreRow[]): Map<number, WorkerScore> {
  const summaries = new Map<number, WorkerScore>();
  for (const [uid, rows] of Map.groupBy(scores, (row) => row.uid)) {
    const tasks = rows.flatMap((row) => {
      const outcomes = toOutcomes(row.outcomes);
      const isUnit = outcomes.every((outcome) => !(outcome < 0 || outcome > 1));
      const { mean, low, high } = meanInterval(outcomes, { confidence: CONFIDENCE, isUnit });
      return mean === null ? [] : [{ mean, low, high }];
    });
    if (tasks.length === 0) continue;
    const mean = tasks.reduce((sum, task) => sum + task.mean, 0) / tasks.length;
    const down = Math.sqrt(tasks.reduce((sum, task) => sum + (task.mean - task.low) ** 2, 0)) / tasks.length;
    const up = Math.sqrt(tasks.reduce((sum, task) => sum + (task.high - task.mean) ** 2, 0)) / tasks.length;
    summaries.set(uid, { mean, low: mean - down, high: mean + up });
  }
  return summaries;
}
