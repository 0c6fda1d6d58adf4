import type { TextMetric, TextPair } from "./text-pair.ts";
import { gramsOf } from "./grams-of.ts";

const MAX_ORDER = 6;
/** Recall counts twice as much as precision. */
const BETA_SQUARED = 4;

/**
 * chrF over a corpus, 0 to 100: character n-grams up to 6, without spaces.
 * Source: Popović, chrF (2015), with the effective order of sacreBLEU 2.
 */
export const characterScore: TextMetric = { parts, total };

/** For each order: n-grams written, wanted, and met. */
function parts([reference, prediction]: TextPair): number[] {
  const [asWanted, asWritten] = [charactersOf(reference), charactersOf(prediction)];
  return Array.from({ length: MAX_ORDER }, (_, at) => {
    const [wanted, written] = [gramsOf(asWanted, at + 1), gramsOf(asWritten, at + 1)];
    let [all, met] = [0, 0];
    for (const [gram, count] of written) {
      all += count;
      met += Math.min(count, wanted.get(gram) ?? 0);
    }
    return [all, [...wanted.values()].reduce((sum, count) => sum + count, 0), met];
  }).flat();
}

function total(sums: readonly number[]): number {
  const orders = Array.from({ length: MAX_ORDER }, (_, at) => {
    const [written = 0, wanted = 0, met = 0] = sums.slice(3 * at, 3 * at + 3);
    return { written, wanted, met };
  }).filter(({ written, wanted }) => written > 0 && wanted > 0);
  if (orders.length === 0) return 0;
  const precision = orders.reduce((sum, { met, written }) => sum + met / written, 0) / orders.length;
  const recall = orders.reduce((sum, { met, wanted }) => sum + met / wanted, 0) / orders.length;
  if (precision + recall === 0) return 0;
  return (100 * (1 + BETA_SQUARED) * precision * recall) / (BETA_SQUARED * precision + recall);
}

function charactersOf(text: string): string[] {
  return [...text.replaceAll(/\s+/g, "")];
}
