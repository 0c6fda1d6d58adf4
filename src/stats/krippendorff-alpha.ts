/** How far apart two values are taken to be. */
export type Level = "nominal" | "ordinal" | "interval";

/**
 * Krippendorff's alpha: how far raters agree beyond chance; 1: wholly, 0: as by chance, below: they contradict each other. By the coincidence matrix
 * (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"). A unit that fewer than two rated says nothing.
 * @param ratings by rater, then by unit; null = not rated
 * @returns null where nothing was rated twice, or all ratings are the same value
 */
export function krippendorffAlpha(ratings: readonly (readonly (number | null)[])[], level: Level): number | null {
  const units = ratings[0]?.length ?? 0;
  const values = [...new Set(ratings.flat().filter((value) => value !== null))].toSorted((a, b) => a - b);
  const placeOf = new Map(values.map((value, place) => [value, place]));
  const coincidences = values.map(() => new Float64Array(values.length));
  for (let unit = 0; unit < units; unit++) {
    const rated = ratings.flatMap((own) => own[unit] ?? []).map((value) => placeOf.get(value) ?? 0);
    if (rated.length < 2) continue;
    for (const [a, first] of rated.entries()) {
      for (const [b, second] of rated.entries()) {
        const row = coincidences[first];
        if (a !== b && row) row[second] = (row[second] ?? 0) + 1 / (rated.length - 1);
      }
    }
  }
  const totals = coincidences.map((row) => row.reduce((sum, count) => sum + count, 0));
  const n = totals.reduce((sum, total) => sum + total, 0);
  let [observed, expected] = [0, 0];
  for (const [first, row] of coincidences.entries()) {
    for (const [second, count] of row.entries()) {
      const distance = distanceOf(level, values, totals, first, second);
      observed += count * distance;
      expected += (totals[first] ?? 0) * (totals[second] ?? 0) * distance;
    }
  }
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
}

function distanceOf(level: Level, values: readonly number[], totals: readonly number[], first: number, second: number): number {
  if (level === "nominal") return Number(first !== second);
  if (level === "interval") return ((values[first] ?? 0) - (values[second] ?? 0)) ** 2;
  // As many ratings as lie between the two, those of the two themselves by half.
  const [low, high] = first < second ? [first, second] : [second, first];
  const between = totals.slice(low, high + 1).reduce((sum, total) => sum + total, 0);
  return (between - ((totals[low] ?? 0) + (totals[high] ?? 0)) / 2) ** 2;
}
