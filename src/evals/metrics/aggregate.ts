import { f1Score, type LabelPair, matthewsCorrelation } from "./binary-scores.ts";
import { bootstrapStderr } from "./bootstrap-stderr.ts";
import { type Mean, meanOf } from "./mean.ts";
import type { TextPair } from "./text-pair.ts";
import { textMetric } from "./text-metrics.ts";

/** Resampling these is slow, so that the harness does it 100 times at most. */
const MAX_SLOW_ITERATIONS = 100;
const OF_NUMBERS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  // The harness takes the middle as the values come, and does not sort them.
  median: (values) => values[Math.floor(values.length / 2)] ?? Number.NaN,
  nanmean: (values) => meanOf(values.filter((value) => !Number.isNaN(value)))?.value ?? Number.NaN,
  perplexity: (values) => Math.exp(-(meanOf(values)?.value ?? Number.NaN)),
};
const OF_LABELS: Readonly<Record<string, (pairs: readonly LabelPair[]) => number>> = { f1: f1Score, mcc: matthewsCorrelation };

/**
 * A metric over all documents with its standard error, by the harness's name of the aggregation: in closed form for `mean`, by
 * resampling for the others. Without iterations there is no error: null. Null for an aggregation that is unknown, and for no items.
 */
export function aggregate(
  name: string,
  items: readonly number[] | readonly TextPair[] | readonly LabelPair[],
  iterations: number,
): Mean | null {
  if (items.length === 0) return null;
  if (name === "mean") {
    const mean = meanOf(items as readonly number[]);
    return mean === null || iterations > 0 ? mean : { ...mean, stderr: null };
  }
  const ofNumbers = Object.hasOwn(OF_NUMBERS, name) ? OF_NUMBERS[name] : undefined;
  if (ofNumbers !== undefined) return resampled(ofNumbers, items as readonly number[], iterations);
  const ofLabels = Object.hasOwn(OF_LABELS, name) ? OF_LABELS[name] : undefined;
  if (ofLabels !== undefined) return resampled(ofLabels, items as readonly LabelPair[], iterations);
  const ofTexts = textMetric(name);
  if (ofTexts === undefined) return null;
  // Counted once a text, summed up for every resample.
  const parts = (items as readonly TextPair[]).map((pair) => ofTexts.parts(pair));
  return resampled((drawn) => ofTexts.total(sumOf(drawn)), parts, Math.min(iterations, MAX_SLOW_ITERATIONS));
}

function sumOf(rows: readonly (readonly number[])[]): number[] {
  return rows.reduce<number[]>((sums, row) => row.map((part, at) => (sums[at] ?? 0) + part), []);
}

function resampled<Item>(of: (items: readonly Item[]) => number, items: readonly Item[], iterations: number): Mean {
  return { value: of(items), stderr: iterations > 0 ? bootstrapStderr(of, items, iterations) : null };
}
