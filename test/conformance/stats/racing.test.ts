import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { raceOften } from "../../../bench/racing/race-often.ts";
import { readOutcomes } from "../../../bench/racing/read-outcomes.ts";

// Goal: on real answers of real models racing claims nothing against the order of the whole benchmark, and takes at most half the calls.
// Method: the ten recorded models in seeded orders, few here; `npm run measure:racing` does 200.
const DATA = join(import.meta.dirname, "..", "..", "..", "..", "shared", "data", "mmlu_pro");
const REPETITIONS = 12;
const isThere = existsSync(DATA);

test.skipIf(!isThere)("ten recorded models: all that uniform sampling resolves, in at most half its calls, and nothing wrong", () => {
  const outcomes = readOutcomes(DATA).map((model) => model.outcomes);
  const report = raceOften(outcomes, { alpha: 0.05, goal: "pairs", claim: "population", giveUpBelow: 0.05 }, REPETITIONS);
  expect(report.wrong).toBe(0);
  expect(report.racing.pairs).toBeGreaterThan(report.uniform.pairs - 0.5);
  expect(report.racing.pairs).toBeGreaterThan(38);
  expect(report.racing.calls).toBeLessThan(report.uniform.calls / 2);
});

test.skipIf(!isThere)("ten recorded models: the whole order of the finite benchmark, in less than two thirds of the calls", () => {
  const outcomes = readOutcomes(DATA).map((model) => model.outcomes);
  const report = raceOften(outcomes, { alpha: 0.05, goal: "pairs", claim: "benchmark", giveUpBelow: 0 }, REPETITIONS);
  expect(report).toMatchObject({ wrong: 0, complete: REPETITIONS });
  expect(report.racing.calls).toBeLessThan((report.uniform.calls * 2) / 3);
});
