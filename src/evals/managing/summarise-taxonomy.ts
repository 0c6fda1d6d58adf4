import { ROOT, type Taxonomy } from "./plan.ts";
import type { WindowStatistics } from "./sample-window.ts";

/** What a worker can do in one respect. */
export interface TaxonomyScore {
  /** Mean of the tasks' means; each task counts the same. */
  score: number;
  /** Standard error of that mean: sqrt(sum of s²/n) over the number of tasks. */
  deviation: number;
  /** Mean share of good answers. */
  successRate: number;
  meanMs: number;
  /** Fewest good samples of a task. */
  minSamples: number;
}

/** Every node of a taxonomy for one worker, by name. A node of which a task has no sample is not there: nothing is known of it. */
export function summariseTaxonomy(
  { nodes }: Taxonomy,
  statisticsOf: (task: string) => WindowStatistics | undefined,
): Record<string, TaxonomyScore> {
  const found: Record<string, TaxonomyScore> = {};
  const visit = (name: string): TaxonomyScore | undefined => {
    const { tasks = [], children = [] } = nodes[name] ?? {};
    const parts = [...tasks.map((task) => ofTask(statisticsOf(task))), ...children.map(visit)];
    const known = parts.filter((part) => part !== undefined);
    if (known.length === 0 || known.length < parts.length) return undefined;
    const mean = (value: (part: TaxonomyScore) => number) => known.reduce((sum, part) => sum + value(part), 0) / known.length;
    const summary = {
      score: mean((part) => part.score),
      deviation: Math.sqrt(known.reduce((sum, part) => sum + part.deviation ** 2, 0)) / known.length,
      successRate: mean((part) => part.successRate),
      meanMs: mean((part) => part.meanMs),
      minSamples: Math.min(...known.map((part) => part.minSamples)),
    };
    found[name] = summary;
    return summary;
  };
  visit(ROOT);
  return found;
}

function ofTask(statistics: WindowStatistics | undefined): TaxonomyScore | undefined {
  if (!statistics || statistics.meanScore === null) return undefined;
  return {
    score: statistics.meanScore,
    deviation: (statistics.deviationScore ?? 0) / Math.sqrt(statistics.ok),
    successRate: 1 - (statistics.errorRate ?? 0),
    meanMs: statistics.meanMs ?? 0,
    minSamples: statistics.ok,
  };
}
