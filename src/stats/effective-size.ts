/** How many equally weighted units are worth as much as these: Kish, Survey Sampling (1965), section 11.7. 0 without weights. */
export function effectiveSize(weights: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let unit = 0; unit < weights.length; unit++) {
    sum += weights[unit] ?? 0;
    squares += (weights[unit] ?? 0) ** 2;
  }
  return squares === 0 ? 0 : sum ** 2 / squares;
}
