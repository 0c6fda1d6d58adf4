/** A reference and what was written, for metrics over whole texts. */
export type TextPair = readonly [reference: string, prediction: string];

/** A metric over a corpus of pairs, 0 to 100: made of sums over the pairs. */
export interface TextMetric {
  parts(pair: TextPair): number[];
  total(sums: readonly number[]): number;
}
