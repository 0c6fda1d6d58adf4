import { isTheWorkersFault } from "../../workers/index.ts";
import type { Sample, Tally } from "./store.ts";

const BYTES_A_DOCUMENT = Float32Array.BYTES_PER_ELEMENT;

/** Outcomes of a task that nothing is known of yet. */
export function emptyOutcomes(documents: number): Uint8Array {
  return new Uint8Array(new Float32Array(documents).fill(Number.NaN).buffer);
}

/** Reads stored outcomes; a copy, because the driver's bytes may not be aligned. */
export function toOutcomes(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer, 0, bytes.byteLength / BYTES_A_DOCUMENT);
}

/**
 * Adds samples to a worker's totals on a task. A failure by the worker's own fault is an outcome of 0 (who does not
 * answer has not solved the document) but no part of the metrics, which are over the answered documents.
 * @param firstOrdinal the run's ordinal of the task's first document
 */
export function addToTally(tally: Tally, samples: readonly Sample[], firstOrdinal: number): Tally {
  const outcomes = toOutcomes(tally.outcomes);
  const next = { ...tally, faults: { ...tally.faults }, sums: { ...tally.sums } };
  for (const sample of samples) {
    if (sample.fault !== null) {
      next.faults[sample.fault] = (next.faults[sample.fault] ?? 0) + 1;
      if (!isTheWorkersFault(sample.fault)) continue;
      next.failed += 1;
    } else {
      next.scored += 1;
      addMetrics(next.sums, sample);
    }
    if (sample.score !== null) outcomes[sample.ordinal - firstOrdinal] = sample.score;
  }
  return { ...next, outcomes: new Uint8Array(outcomes.buffer) };
}

function addMetrics(sums: Tally["sums"], sample: Sample): void {
  for (const [filter, { metrics, parts }] of Object.entries(sample.results)) {
    for (const [metric, value] of Object.entries(metrics)) {
      const sum = sums[`${metric},${filter}`] ?? [];
      sums[`${metric},${filter}`] = (parts?.[metric] ?? [value, value * value]).map((part, at) => (sum[at] ?? 0) + part);
    }
  }
}
