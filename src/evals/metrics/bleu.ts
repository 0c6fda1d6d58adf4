import type { TextMetric, TextPair } from "./text-pair.ts";
import { gramsOf } from "./grams-of.ts";

const MAX_ORDER = 4;

/**
 * BLEU over a corpus, 0 to 100, with one reference a text: n-grams up to 4, exponential smoothing, brevity penalty. From the sums of
 * `parts`, so that a corpus may come document by document.
 * Source: Papineni et al., BLEU (2002), tokens and smoothing as mteval-v13a and sacreBLEU 2 have them.
 */
export const bleu: TextMetric = { parts, total };

/** What each order has met, what it was written of, and the two lengths in tokens. */
function parts([reference, prediction]: TextPair): number[] {
  const [wanted, written] = [tokensOf(reference), tokensOf(prediction)];
  const orders = Array.from({ length: MAX_ORDER }, (_, at) => precisionOf(wanted, written, at + 1));
  return [...orders.map(({ met }) => met), ...orders.map(({ total: all }) => all), written.length, wanted.length];
}

function total(sums: readonly number[]): number {
  const mets = sums.slice(0, MAX_ORDER);
  const totals = sums.slice(MAX_ORDER, 2 * MAX_ORDER);
  const [written = 0, wanted = 0] = sums.slice(2 * MAX_ORDER);
  if (mets.every((met) => met === 0) || totals.some((all) => all === 0)) return 0;
  let smoothing = 1;
  let logarithms = 0;
  for (const [at, met] of mets.entries()) {
    if (met === 0) smoothing *= 2;
    const all = totals[at] ?? 0;
    logarithms += Math.log(met === 0 ? 100 / (smoothing * all) : (100 * met) / all);
  }
  const penalty = written < wanted ? Math.exp(1 - wanted / written) : 1;
  return penalty * Math.exp(logarithms / MAX_ORDER);
}

function precisionOf(reference: readonly string[], prediction: readonly string[], order: number): { met: number; total: number } {
  const precision = { met: 0, total: 0 };
  const wanted = gramsOf(reference, order);
  for (const [gram, count] of gramsOf(prediction, order)) {
    precision.total += count;
    precision.met += Math.min(count, wanted.get(gram) ?? 0);
  }
  return precision;
}

/** Words and marks, as mteval-v13a splits them: points and commas stay within numbers. */
function tokensOf(text: string): string[] {
  const plain = text.trimEnd().replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ");
  const decoded = plain.replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  return ` ${decoded} `
    .replaceAll(/[{-~[-` -&(-+:-@/]/g, " $& ")
    .replaceAll(/([^0-9])([.,])/g, "$1 $2 ")
    .replaceAll(/([.,])([^0-9])/g, " $1 $2")
    .replaceAll(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter((token) => token !== "");
}
