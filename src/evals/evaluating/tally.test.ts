import { expect, test } from "vitest";
import type { Sample, Tally } from "./store.ts";
import { addToTally, emptyOutcomes, toOutcomes } from "./tally.ts";

const empty: Tally = { task: "t", scored: 0, failed: 0, faults: {}, sums: {}, outcomes: emptyOutcomes(4) };

const answered = (ordinal: number, value: number): Sample => ({
  ordinal,
  fault: null,
  score: value,
  results: { get: { extracted: "x", metrics: { exact_match: value } } },
});

test("answers count in the metrics; the worker's failures are outcomes of 0; what was not asked is neither", () => {
  const tally = addToTally(
    empty,
    [
      answered(10, 1),
      answered(11, 0),
      { ordinal: 12, fault: "timeout", score: 0, results: {} },
      { ordinal: 13, fault: "not_recorded", score: null, results: {} },
    ],
    10,
  );
  expect(tally).toMatchObject({ scored: 2, failed: 1, faults: { timeout: 1, not_recorded: 1 }, sums: { "exact_match,get": [1, 1] } });
  expect([...toOutcomes(tally.outcomes)]).toEqual([1, 0, 0, Number.NaN]);
});

test("adding in two steps is adding at once, and the stored bytes may lie anywhere", () => {
  const samples = [answered(0, 1), answered(1, 0.5), answered(2, 0)];
  const atOnce = addToTally(empty, samples, 0);
  const first = addToTally(empty, samples.slice(0, 1), 0);
  const unaligned = new Uint8Array([7, ...first.outcomes]).subarray(1);
  expect(addToTally({ ...first, outcomes: unaligned }, samples.slice(1), 0)).toEqual(atOnce);
});
