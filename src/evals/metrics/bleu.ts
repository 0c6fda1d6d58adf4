import type { TextPair } from "./text-pair.ts";
import { gramsOf } from "./grams-of.ts";

const MAX_ORDER = 4;

/**
 * BLEU over a corpus, 0 to 100, with one reference a text: n-grams up to 4, exponential smoothing, brevity penalty.
 * Source: Papineni et al., BLEU (2002), tokens and smoothing as mteval-v13a and sacreBLEU 2 have them.
 */
export function bleu(pairs: readonly TextPair[]): number {
  const tokens = pairs.map(([reference, prediction]) => [tokensOf(reference), tokensOf(prediction)] as const);
  const [wanted, written] = [0, 1].map((side) => tokens.reduce((sum, pair) => sum + (pair[side]?.length ?? 0), 0));
  const orders = Array.from({ length: MAX_ORDER }, (_, at) => precisionOf(tokens, at + 1));
  if (orders.every(({ met }) => met === 0) || orders.some(({ total }) => total === 0)) return 0;
  let smoothing = 1;
  let logarithms = 0;
  for (const { met, total } of orders) {
    if (met === 0) smoothing *= 2;
    logarithms += Math.log(met === 0 ? 100 / (smoothing * total) : (100 * met) / total);
  }
  const penalty = (written ?? 0) < (wanted ?? 0) ? Math.exp(1 - (wanted ?? 0) / (written ?? 1)) : 1;
  return penalty * Math.exp(logarithms / MAX_ORDER);
}

function precisionOf(tokens: readonly (readonly [string[], string[]])[], order: number): { met: number; total: number } {
  const precision = { met: 0, total: 0 };
  for (const [reference, prediction] of tokens) {
    const wanted = gramsOf(reference, order);
    for (const [gram, count] of gramsOf(prediction, order)) {
      precision.total += count;
      precision.met += Math.min(count, wanted.get(gram) ?? 0);
    }
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
