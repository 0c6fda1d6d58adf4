import { toOutcomes } from "../evaluating/tally.ts";
import type { ScoreRow } from "./store.ts";

interface TaskPlace {
  name: string;
  firstOrdinal: number;
  instanceCount: number;
}

/** A worker's outcomes over all documents of a run, in the run's order. NaN: none. */
export function joinOutcomes(scores: readonly ScoreRow[], tasks: readonly TaskPlace[]): Float32Array {
  const documents = tasks.reduce((sum, task) => sum + task.instanceCount, 0);
  const outcomes = new Float32Array(documents).fill(Number.NaN);
  for (const task of tasks) {
    const score = scores.find((row) => row.task === task.name);
    if (score) outcomes.set(toOutcomes(score.outcomes), task.firstOrdinal);
  }
  return outcomes;
}
