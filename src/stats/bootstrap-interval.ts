import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { normalTail } from "./normal-tail.ts";

interface Options {
  confidence: number;
  seed: number;
  /** Default 2,000. */
  resamples?: number;
  /** Default `bca`. */
  method?: "bca" | "percentile";
}

/**
 * Bootstrap interval of a statistic of the items: they are drawn with replacement, and the statistic's distribution over the draws is read off.
 * `bca` corrects it for bias and skewness (Efron 1987; Efron & Tibshirani 1993, equations 14.9 to 14.15, acceleration by the jackknife);
 * where no draw or every draw is below the statistic, or all are the same, it falls back on `percentile`. For clusters or pairs let an item be one.
 * @throws RangeError for no items
 */
export function bootstrapInterval<Item>(items: readonly Item[], statistic: (items: readonly Item[]) => number, options: Options): Interval {
  if (items.length === 0) throw new RangeError("A bootstrap needs at least one item.");
  const { confidence, seed, resamples = 2000, method = "bca" } = options;
  const generator = mersenne(seed);
  const draw = () => items.map(() => items[uniformInt(generator, 0, items.length - 1)] as Item);
  const values = Float64Array.from({ length: resamples }, () => statistic(draw())).toSorted();
  const tail = (1 - confidence) / 2;
  const [low, high] = method === "bca" ? correctedTails(items, statistic, values, tail) : [tail, 1 - tail];
  return { low: quantile(values, low), high: quantile(values, high) };
}

/** The shares of the draws between which the corrected interval lies. */
function correctedTails<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  values: Float64Array,
  tail: number,
): [number, number] {
  const own = statistic(items);
  // Draws that equal the statistic count half: a statistic of few values is not biased by its steps.
  const below = values.reduce((sum, value) => sum + (value < own ? 1 : value === own ? 0.5 : 0), 0) / values.length;
  if (below <= 0 || below >= 1 || values[0] === values.at(-1)) return [tail, 1 - tail];
  const bias = normalQuantile(below);
  const acceleration = accelerationOf(items, statistic);
  const corrected = (probability: number) => {
    const z = bias + normalQuantile(probability);
    return 1 - normalTail(bias + z / (1 - acceleration * z));
  };
  return [corrected(tail), corrected(1 - tail)];
}

function accelerationOf<Item>(items: readonly Item[], statistic: (items: readonly Item[]) => number): number {
  if (items.length < 2) return 0;
  const without = items.map((_, index) => statistic(items.toSpliced(index, 1)));
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  const cubes = without.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  const squares = without.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** Linear between the values (R's type 7). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN];
  return low + (high - low) * (at - Math.floor(at));
}
