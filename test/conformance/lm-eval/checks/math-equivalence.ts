import { createMathScorer } from "../../../../src/evals/metrics/index.ts";
import { areSameFormulas, normalizeMinervaAnswer } from "../../../../src/evals/metrics/math/minerva-answer.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "math_equiv.jsonl";

interface EquivalenceRow {
  gold: string;
  candidate: string;
  normalized_gold: string;
  normalized_candidate: string;
  is_equiv: boolean;
  exact_match_original: number;
  math_verify: boolean;
  gold_text: string;
  candidate_text: string;
}

/** Pairs of formulas, many of them made to be hard: whether they are taken for the same. */
export function checkMathEquivalence(vectors: Vectors): Outcome[] {
  const rows = vectors.read<EquivalenceRow>(FILE);
  const scoreOf = (row: EquivalenceRow) => createMathScorer(row.gold_text, row.gold)(row.candidate_text);
  const compare = (family: string, bar: number, found: (row: EquivalenceRow) => unknown, wanted: (row: EquivalenceRow) => unknown) =>
    compareRecords(
      FILE,
      family,
      rows,
      (row) => ({ name: `${row.gold} and ${row.candidate}`, found: found(row), wanted: wanted(row) }),
      bar,
    );
  return [
    compare(
      "normalized",
      1,
      (row) => [normalizeMinervaAnswer(row.gold), normalizeMinervaAnswer(row.candidate)],
      (row) => [row.normalized_gold, row.normalized_candidate],
    ),
    compare(
      "is_equiv",
      0.97,
      (row) => areSameFormulas(row.normalized_candidate, row.normalized_gold),
      (row) => row.is_equiv,
    ),
    compare(
      "exact_match_original",
      0.97,
      (row) => scoreOf(row).exact_match_original,
      (row) => row.exact_match_original,
    ),
    compare(
      "math_verify",
      0.97,
      (row) => scoreOf(row).exact_match === 1,
      (row) => row.math_verify,
    ),
  ];
}
