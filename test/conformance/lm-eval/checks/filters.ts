import { compileFilters } from "../../../../src/evals/filters/index.ts";
import { compileMetric } from "../../../../src/evals/metrics/index.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "filters.jsonl";
const ERROR = "the harness raises";

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

/** Filter chains, and the settings of exact_match. */
export function checkFilters(vectors: Vectors): Outcome[] {
  const rows = vectors.read<FilterRow>(FILE);
  const ofKind = (kind: FilterRow["kind"]) => rows.filter((row) => row.kind === kind);
  return [
    compareRecords(FILE, "chains", ofKind("filter"), (row) => ({
      name: JSON.stringify(row.pipeline),
      found: apply(row),
      wanted: Array.isArray(row.out) ? row.out.map(withoutError) : withoutError(row.out),
    })),
    compareRecords(FILE, "exact_match", ofKind("exact_match"), ({ kwargs, pairs, out }) => {
      const metric = compileMetric({ metric: "exact_match", ...kwargs });
      const found = pairs.map(({ prediction, reference }) => metric.score(prediction, reference));
      return { name: JSON.stringify(kwargs), found, wanted: out };
    }),
  ];
}

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
