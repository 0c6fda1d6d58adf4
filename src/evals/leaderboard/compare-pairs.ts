import { mcnemarExact, meanInterval, pairedTTest } from "../../stats/index.ts";
import type { RunComparison } from "../views.ts";
import { CONFIDENCE } from "./rank-run.ts";

/** The figures of two workers on the same documents. */
export type Paired = RunComparison["tasks"][string];

/**
 * Two workers on the same documents, in the same order; NaN: no outcome. Outcomes of 0 and 1 get McNemar's exact test, graded and clustered
 * ones a paired t test.
 * @param clusters each document's cluster; undefined: every document by itself
 */
export function comparePairs(first: Float32Array, second: Float32Array, clusters?: Int32Array): Paired {
  const differences = first.map((outcome, document) => outcome - (second[document] ?? Number.NaN));
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  const isBinary = differences.every(
    (difference, document) => Number.isNaN(difference) || (isBit(first[document]) && isBit(second[document])),
  );
  const test = isBinary && !clusters ? "mcnemar" : "paired-t";
  const { n, mean, standardError, low, high } = meanInterval(differences, { confidence: CONFIDENCE, isUnit: false, clusters });
  return {
    documents: n,
    wins,
    losses,
    difference: mean ?? 0,
    stderr: standardError,
    low: Number.isFinite(low) ? low : null,
    high: Number.isFinite(high) ? high : null,
    test,
    pValue: test === "mcnemar" ? mcnemarExact(wins, losses) : pairedTTest(differences, clusters).p,
  };
}

function isBit(outcome: number | undefined): boolean {
  return outcome === 0 || outcome === 1;
}
