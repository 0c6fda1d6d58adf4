import { describe, expect, test } from "vitest";

import { compileFilters } from "../../../src/evals/filters/index.ts";
import { compileMetric } from "../../../src/evals/metrics/index.ts";
import { findDisagreements, goldenIsMissing, goldenSets, readGolden } from "./golden.ts";

interface FilterRow {
  kind: "filter" | "exact_match";
  pipeline: [string, Record<string, unknown>][];
  resps: string[][];
  docs?: Record<string, unknown>[];
  out: unknown;
  note?: string;
  kwargs: Record<string, unknown>;
  pairs: { prediction: string; reference: string }[];
}

const ERROR = "the harness raises";

describe.skipIf(goldenIsMissing !== null)(`filters equal the harness's (${goldenIsMissing ?? goldenSets()})`, () => {
  const rows = readGolden<FilterRow>("filters.jsonl");

  const chains = rows.filter(({ kind }) => kind === "filter");
  const matches = rows.filter(({ kind }) => kind === "exact_match");

  test(`${chains.length} chains`, () => {
    const disagreements = findDisagreements(chains, (row) => ({
      name: JSON.stringify(row.pipeline),
      found: apply(row),
      wanted: Array.isArray(row.out) ? row.out.map(withoutError) : withoutError(row.out),
    }));
    expect(disagreements).toEqual([]);
  });

  test(`${matches.length} settings of exact_match`, () => {
    const disagreements = findDisagreements(matches, ({ kwargs, pairs, out }) => {
      const metric = compileMetric({ metric: "exact_match", ...kwargs });
      return {
        name: JSON.stringify(kwargs),
        found: pairs.map(({ prediction, reference }) => metric.score(prediction, reference)),
        wanted: out,
      };
    });
    expect(disagreements).toEqual([]);
  });
});

function apply({ pipeline, resps, docs, out, note }: FilterRow): unknown {
  const steps = note?.includes("no take_first") ? pipeline.slice(0, -1) : pipeline;
  const chain = compileFilters(
    "golden",
    steps.map(([name, settings]) => Object.assign({ function: name }, settings)),
  );
  const results = resps.map((responses, at) => {
    try {
      return chain.apply(responses, docs?.[at] ?? {});
    } catch (error) {
      if (error instanceof RangeError) return ERROR;
      throw error;
    }
  });
  return Array.isArray(out) ? results : results[0];
}

function withoutError(item: unknown): unknown {
  return typeof item === "object" && item !== null && "__error__" in item ? ERROR : item;
}
