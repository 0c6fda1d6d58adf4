/** A right label and a predicted one, 0 or 1. */
export type LabelPair = readonly [gold: number, predicted: number];

/** F1 of label 1, as scikit-learn has it: 0 where there is nothing to be found and nothing was. */
export function f1Score(pairs: readonly LabelPair[]): number {
  const { right, missed, wrong } = countsOf(pairs);
  return right === 0 ? 0 : (2 * right) / (2 * right + missed + wrong);
}

/** Matthews' correlation of the two labels; 0 where one of them never changes. */
export function matthewsCorrelation(pairs: readonly LabelPair[]): number {
  const { right, missed, wrong, rest } = countsOf(pairs);
  const size = Math.sqrt((right + wrong) * (right + missed) * (rest + wrong) * (rest + missed));
  return size === 0 ? 0 : (right * rest - wrong * missed) / size;
}

function countsOf(pairs: readonly LabelPair[]): { right: number; missed: number; wrong: number; rest: number } {
  const counts = { right: 0, missed: 0, wrong: 0, rest: 0 };
  for (const [gold, predicted] of pairs) {
    if (gold === 1) counts[predicted === 1 ? "right" : "missed"]++;
    else counts[predicted === 1 ? "wrong" : "rest"]++;
  }
  return counts;
}
