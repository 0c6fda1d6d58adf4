import type { MeanAndStandardError } from "./mean-and-standard-error.ts";

export interface ClusteredMean extends MeanAndStandardError {
  /** Clusters that have a value. */
  clusters: number;
}

/**
 * Mean of the values that are not NaN, with a standard error that allows for values of one cluster going together (questions on one passage, variants
 * of one problem): sqrt(sum over clusters of (sum of their deviations)²) / n (Miller, arXiv 2411.00640, equation 4), times
 * sqrt(G / (G - 1)) for G clusters, the usual correction for few of them (Cameron & Miller 2015). With every value in a cluster of its own it is the
 * sample deviation over sqrt(n). Null below two clusters.
 * @param clusterOf each value's cluster, any number
 */
export function clusteredStandardError(values: ArrayLike<number>, clusterOf: ArrayLike<number>): ClusteredMean {
  let [n, sum] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    n++;
    sum += value;
  }
  if (n === 0) return { n, mean: null, standardError: null, clusters: 0 };
  const mean = sum / n;
  const deviations = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) deviations.set(clusterOf[i] as number, (deviations.get(clusterOf[i] as number) ?? 0) + value - mean);
  }
  const clusters = deviations.size;
  if (clusters < 2) return { n, mean, standardError: null, clusters };
  let squares = 0;
  for (const deviation of deviations.values()) squares += deviation * deviation;
  return { n, mean, standardError: Math.sqrt((squares * clusters) / (clusters - 1)) / n, clusters };
}
