import type { TextPair } from "./text-pair.ts";
import { gramsOf } from "./grams-of.ts";

const MAX_ORDER = 6;
/** Recall counts twice as much as precision. */
const BETA_SQUARED = 4;

/**
 * chrF over a corpus, 0 to 100: character n-grams up to 6, without spaces.
 * Source: Popović, chrF (2015), with the effective order of sacreBLEU 2.
 */
export function characterScore(pairs: readonly TextPair[]): number {
  const orders = Array.from({ length: MAX_ORDER }, (_, at) => totalsOf(pairs, at + 1)).filter(
    ({ written, wanted }) => written > 0 && wanted > 0,
  );
  if (orders.length === 0) return 0;
  const precision = orders.reduce((sum, { met, written }) => sum + met / written, 0) / orders.length;
  const recall = orders.reduce((sum, { met, wanted }) => sum + met / wanted, 0) / orders.length;
  if (precision + recall === 0) return 0;
  return (100 * (1 + BETA_SQUARED) * precision * recall) / (BETA_SQUARED * precision + recall);
}

function totalsOf(pairs: readonly TextPair[], order: number): { written: number; wanted: number; met: number } {
  const totals = { written: 0, wanted: 0, met: 0 };
  for (const [reference, prediction] of pairs) {
    const [wanted, written] = [gramsOf(charactersOf(reference), order), gramsOf(charactersOf(prediction), order)];
    for (const [gram, count] of written) {
      totals.written += count;
      totals.met += Math.min(count, wanted.get(gram) ?? 0);
    }
    for (const count of wanted.values()) totals.wanted += count;
  }
  return totals;
}

function charactersOf(text: string): string[] {
  return [...text.replaceAll(/\s+/g, "")];
}
