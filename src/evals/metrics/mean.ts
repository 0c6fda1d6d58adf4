/** A mean with its standard error. */
export interface Mean {
  value: number;
  /** Sample standard deviation over sqrt(n), as the harness has it; null for n = 1, where it prints "N/A". */
  stderr: number | null;
}

/** The harness's `mean` and `mean_stderr`. An empty list has no mean: null. */
export function meanOf(values: readonly number[]): Mean | null {
  const n = values.length;
  if (n === 0) return null;
  const value = values.reduce((sum, item) => sum + item, 0) / n;
  if (n === 1) return { value, stderr: null };
  const squares = values.reduce((sum, item) => sum + (item - value) ** 2, 0);
  return { value, stderr: Math.sqrt(squares / (n - 1)) / Math.sqrt(n) };
}
