import { describe, expect, test } from "vitest";

import { groupMeanOf, meanOf } from "../../../src/evals/metrics/index.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";

interface AggregateRow {
  kind: string;
  metric: string;
  items: number[];
  out: Record<string, number | "N/A">;
  metrics: number[];
  stderrs: number[];
  sizes: number[];
  weighted: number;
  unweighted: number;
  pooled_stderr: number;
}

/** Far below what any table shows; sums are not made in the same order. */
const round = (value: number | null | undefined) => (typeof value === "number" ? Number(value.toPrecision(13)) : value);

describe.skipIf(goldenIsMissing !== null)(`aggregates equal the harness's (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<AggregateRow>("aggregate.jsonl");
  const means = rows.filter(({ kind }) => kind === "mean" || kind === "mean_int");
  const groups = rows.filter(({ kind }) => kind === "group");

  test(`${means.length} means with standard errors`, () => {
    const disagreements = findDisagreements(means, ({ metric, items, out }) => {
      const mean = meanOf(items);
      const stderr = out[`${metric}_stderr,f`];
      return {
        name: `n = ${items.length}`,
        found: [round(mean?.value), round(mean?.stderr)],
        wanted: [round(Number(out[`${metric},f`])), stderr === "N/A" ? null : round(stderr)],
      };
    });
    expect(disagreements).toEqual([]);
  });

  test(`${groups.length} groups`, () => {
    const disagreements = findDisagreements(groups, (row) => {
      const parts = row.metrics.map((value, at) => ({ value, stderr: row.stderrs[at] ?? null, size: row.sizes[at] ?? 0 }));
      const weighted = groupMeanOf(parts, true);
      return {
        name: `k = ${parts.length}`,
        found: [weighted?.value, groupMeanOf(parts, false)?.value, weighted?.stderr].map(round),
        wanted: [row.weighted, row.unweighted, row.pooled_stderr].map(round),
      };
    });
    expect(disagreements).toEqual([]);
  });
});
