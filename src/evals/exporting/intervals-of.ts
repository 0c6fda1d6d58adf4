import { wilsonInterval } from "../../stats/index.ts";
import type { HarnessResults, TaskGroup, TaskValues } from "../tasks/index.ts";

/** By task or group and "metric,filter": the 95 % interval. */
export type Intervals = Record<string, Record<string, [low: number, high: number]>>;

const LEVEL = 0.95;
/** Of the normal distribution, two-sided at 95 %. */
const Z = 1.959963984540054;

/**
 * Intervals beside the harness's standard errors: Wilson's where every document is right or wrong, so that few documents do not
 * seem certain; else, and for groups, the mean and 1.96 standard errors.
 */
export function intervalsOf(found: HarnessResults, values: ReadonlyMap<string, TaskValues>, groups: readonly TaskGroup[]): Intervals {
  const isGroup = new Set(groups.map(({ name }) => name));
  const intervals: Intervals = {};
  for (const [name, row] of Object.entries(found.results)) {
    for (const [key, mean] of Object.entries(row)) {
      if (typeof mean !== "number" || key.includes("_stderr,")) continue;
      const items = values.get(name)?.[key] ?? [];
      const stderr = row[key.replace(",", "_stderr,")];
      const interval =
        !isGroup.has(name) && items.length > 0 && items.every((value) => value === 0 || value === 1)
          ? wilson(mean * items.length, items.length)
          : normal(mean, stderr);
      if (interval) (intervals[name] ??= {})[key] = interval;
    }
  }
  return intervals;
}

function wilson(right: number, n: number): [number, number] {
  const { low, high } = wilsonInterval(right, n, LEVEL);
  return [low, high];
}

function normal(mean: number, stderr: unknown): [number, number] | null {
  return typeof stderr === "number" ? [mean - Z * stderr, mean + Z * stderr] : null;
}
