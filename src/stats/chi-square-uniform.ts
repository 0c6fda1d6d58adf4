import { upperIncompleteGamma } from "./incomplete-gamma.ts";

/** p-value of Pearson's chi-square test that the counts are drawn uniformly over their cells (good from about 5 a cell). */
export function chiSquareUniform(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length < 2 || total === 0) return 1;
  const expected = total / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return upperIncompleteGamma((counts.length - 1) / 2, statistic / 2);
}
