import { expect, test } from "vitest";
import { DifferenceBets } from "./difference-bets.ts";

/** The most that either stake came to over a sequence of differences. */
function peaks(
  sequence: readonly number[],
  claim: "population" | "benchmark",
  documents = sequence.length,
): { better: number; worse: number } {
  const bets = new DifferenceBets({ documents, claim });
  for (const difference of sequence) bets.add(difference);
  return { better: bets.better, worse: bets.worse };
}

/** Every sequence of this length of the values. */
function sequences(values: readonly number[], length: number): number[][] {
  if (length === 0) return [[]];
  return sequences(values, length - 1).flatMap((shorter) => values.map((value) => [...shorter, value]));
}

// Ville's inequality, exactly: all sequences that the hypothesis allows are counted, none is drawn.
test.each([
  ["wins and losses alike", sequences([-1, 1], 12), "population"],
  ["wins, ties and losses", sequences([-1, 0, 1], 8), "population"],
  ["three small wins for a great loss", sequences([-0.9, 0.3, 0.3, 0.3], 6), "population"],
  ["five wins and five losses in any order", sequences([-1, 1], 10).filter((one) => total(one) === 0), "benchmark"],
  ["a benchmark with ties", sequences([-1, 0, 1], 8).filter((one) => total(one) === 0), "benchmark"],
] as const)("of equal workers no stake reaches x in more than 1 / x of all cases: %s", (_name, cases, claim) => {
  for (const x of [1.2, 1.5, 2, 3, 5, 10, 20]) {
    for (const side of ["better", "worse"] as const) {
      const share = cases.filter((sequence) => peaks(sequence, claim)[side] >= x).length / cases.length;
      expect(share, `${side} ${x}`).toBeLessThanOrEqual(1 / x);
    }
  }
});

test("a worker that is worse on the whole benchmark makes the stake on being better no likelier to grow", () => {
  const cases = sequences([-1, 1], 11).filter((one) => total(one) < 0);
  const share = cases.filter((sequence) => peaks(sequence, "benchmark").better >= 4).length / cases.length;
  expect(share).toBeLessThanOrEqual(1 / 4);
});

test("what a finite benchmark can no longer turn round is as good as proven", () => {
  // 60 of 100 documents won: the 40 left cannot make up for it. One draw from an endless population proves less.
  const wins = Array.from({ length: 61 }, () => 0.2);
  const rest = Array.from({ length: 39 }, () => -0.2);
  expect(peaks([...wins, ...rest], "benchmark", 100).better).toBeGreaterThan(1000 * peaks([...wins, ...rest], "population", 100).better);
});

test("the two sides mirror each other, and overwhelming evidence stays a number that JSON can hold", () => {
  const sequence = [1, 0.5, -1, 0, 1, 1];
  const mirrored = peaks(
    sequence.map((difference) => -difference),
    "benchmark",
    50,
  );
  const own = peaks(sequence, "benchmark", 50);
  expect(mirrored.better).toBeCloseTo(own.worse, 12);
  expect(mirrored.worse).toBeCloseTo(own.better, 12);
  expect(
    peaks(
      Array.from({ length: 5000 }, () => 1),
      "population",
    ).better,
  ).toBe(Number.MAX_VALUE);
});

function total(sequence: readonly number[]): number {
  return sequence.reduce((sum, difference) => sum + difference, 0);
}
