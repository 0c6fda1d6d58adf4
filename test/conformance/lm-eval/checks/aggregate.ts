import { aggregate, groupMeanOf } from "../../../../src/evals/metrics/index.ts";
import { compareRecords, type Outcome, rounded } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "aggregate.jsonl";
const DEFAULT_ITERATIONS = 100_000;

interface AggregateRow {
  kind: string;
  metric: string;
  aggregation: string;
  bootstrap_iters?: number;
  items: number[] | [string, string][];
  out: Record<string, number | "N/A">;
  metrics: number[];
  stderrs: number[];
  sizes: number[];
  weighted: number;
  unweighted: number;
  pooled_stderr: number;
}

/** Aggregates with their standard errors, and those of groups. */
export function checkAggregates(vectors: Vectors): Outcome[] {
  const rows = vectors.read<AggregateRow>(FILE);
  const values = rows.filter(({ kind }) => kind !== "group");
  const groups = rows.filter(({ kind }) => kind === "group");
  return [
    compareRecords(FILE, "values", values, ({ metric, aggregation, bootstrap_iters: iterations, items, out }) => {
      const mean = aggregate(aggregation, items, iterations ?? DEFAULT_ITERATIONS);
      const found = { [`${metric},f`]: mean?.value, [`${metric}_stderr,f`]: mean?.stderr ?? "N/A" };
      return { name: `${aggregation} of ${items.length}`, found: rounded(found), wanted: rounded(out) };
    }),
    compareRecords(FILE, "groups", groups, (row) => {
      const parts = row.metrics.map((value, at) => ({ value, stderr: row.stderrs[at] ?? null, size: row.sizes[at] ?? 0 }));
      const weighted = groupMeanOf(parts, true);
      const found = [weighted?.value, groupMeanOf(parts, false)?.value, weighted?.stderr];
      return { name: `k = ${parts.length}`, found: rounded(found), wanted: rounded([row.weighted, row.unweighted, row.pooled_stderr]) };
    }),
  ];
}
