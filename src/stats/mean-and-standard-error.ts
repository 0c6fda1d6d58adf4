/** Of values of which some may be missing (NaN). */
export interface MeanAndStandardError {
  /** How many values are there. */
  n: number;
  /** Null without values. */
  mean: number | null;
  /** Sample deviation (n - 1) / sqrt(n), as lm-evaluation-harness has it; null below two values. */
  standardError: number | null;
}

/** Mean and standard error of the values that are not NaN. Two passes, so that equal values have an error of exactly 0. */
export function meanAndStandardError(values: ArrayLike<number>): MeanAndStandardError {
  let n = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    n++;
    sum += value;
  }
  if (n === 0) return { n, mean: null, standardError: null };
  const mean = sum / n;
  if (n === 1) return { n, mean, standardError: null };
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return { n, mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
