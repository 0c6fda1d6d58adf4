import { createPythonRandom } from "../python/index.ts";

/** Resamples of one generator; the next chunk starts a new one. */
const CHUNK = 1000;

/**
 * The harness's bootstrap: the sample deviation of an aggregate over resamples with replacement. Chunk i of at most 1,000
 * resamples draws from `random.Random(i)`; what is left over a whole number of chunks is not drawn.
 */
export function bootstrapStderr<Item>(aggregate: (items: readonly Item[]) => number, items: readonly Item[], iterations: number): number {
  const chunk = Math.min(CHUNK, iterations);
  const values: number[] = [];
  for (let number = 0; number < Math.floor(iterations / chunk); number++) {
    const random = createPythonRandom(number);
    for (let round = 0; round < chunk; round++) values.push(aggregate(random.choices(items, items.length)));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
