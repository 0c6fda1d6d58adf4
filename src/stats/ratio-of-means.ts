/** An estimate with its standard error. */
export interface Estimate {
  value: number;
  standardError: number;
}

/**
 * The ratio of two means over the same units, with its standard error by linearisation (Cochran, Sampling Techniques, 1977,
 * section 6.4): of self-normalised weighted means, and of any mean where all denominators are 1.
 * @returns undefined where the denominators sum to nothing
 */
export function ratioOfMeans(numerators: ArrayLike<number>, denominators: ArrayLike<number>): Estimate | undefined {
  const n = numerators.length;
  let top = 0;
  let bottom = 0;
  for (let unit = 0; unit < n; unit++) {
    top += numerators[unit] ?? 0;
    bottom += denominators[unit] ?? 0;
  }
  if (n < 2 || !(bottom > 0)) return undefined;
  const value = top / bottom;
  let squares = 0;
  for (let unit = 0; unit < n; unit++) squares += ((numerators[unit] ?? 0) - value * (denominators[unit] ?? 0)) ** 2;
  return { value, standardError: Math.sqrt(squares * (n / (n - 1))) / bottom };
}
