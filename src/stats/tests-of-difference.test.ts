import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquareUniform } from "./chi-square-uniform.ts";
import { holm } from "./holm.ts";
import { mcnemarExact } from "./mcnemar-exact.ts";
import { pairedEValue } from "./paired-e-value.ts";

// The first is the example of statsmodels' mcnemar(exact=True); the others are in any table of the sign test.
test.each([
  [121, 59, 4.434e-6],
  [9, 1, 0.021_48],
  [15, 5, 0.041_39],
  [8, 0, 0.007_81],
  [6, 6, 1],
  [0, 0, 1],
])("exact McNemar test of %i against %i", (wins, losses, p) => {
  expect(mcnemarExact(wins, losses) / p).toBeCloseTo(1, 3);
  expect(mcnemarExact(losses, wins)).toBe(mcnemarExact(wins, losses));
});

test("the exact McNemar test is twice a sum of binomial terms, to many digits", () => {
  fc.assert(
    fc.property(fc.nat(150), fc.nat(150), (wins, losses) => {
      const n = wins + losses;
      let ways = 1n;
      let sum = 0n;
      for (let k = 0; k <= Math.min(wins, losses); k++) {
        sum += ways;
        ways = (ways * BigInt(n - k)) / BigInt(k + 1);
      }
      const p = Math.min(1, Number((sum * 2n * 10n ** 60n) / 2n ** BigInt(n)) / 1e60);
      expect(mcnemarExact(wins, losses)).toBeCloseTo(p, 12);
    }),
  );
});

test("Holm's correction, examples as R's p.adjust gives them", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  for (const [index, p] of holm([0.01, 0.02, 0.03, 0.04, 0.05]).entries())
    expect(p).toBeCloseTo([0.05, 0.08, 0.09, 0.09, 0.09][index] ?? 0, 12);
  expect(holm([])).toEqual([]);
  expect(holm([0.7, 0.9])).toEqual([1, 1]);
});

test("Holm's adjusted values keep the order, and lie between the raw ones and Bonferroni's", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (pValues) => {
      const adjusted = holm(pValues);
      for (const [i, p] of pValues.entries()) {
        const own = adjusted[i] ?? Number.NaN;
        expect(own).toBeGreaterThanOrEqual(p);
        expect(own).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
        expect(adjusted.every((other, j) => p >= (pValues[j] ?? 0) || own <= other)).toBe(true);
      }
    }),
  );
});

test("e-values of the first documents, by hand", () => {
  expect(pairedEValue(0, 0)).toBeCloseTo(1, 12);
  expect(pairedEValue(1, 0)).toBeCloseTo(1, 12);
  expect(pairedEValue(2, 0)).toBeCloseTo(1.5, 12);
  expect(pairedEValue(1, 1)).toBeCloseTo(0.5, 12);
  expect(pairedEValue(0, 3)).toBeCloseTo(2.5, 12);
});

test("under the null the e-value is a martingale: what it grows by a win it loses by a loss", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (wins, losses) => {
      const next = (pairedEValue(wins + 1, losses) + pairedEValue(wins, losses + 1)) / 2;
      expect(next / pairedEValue(wins, losses)).toBeCloseTo(1, 9);
    }),
  );
});

test("an overwhelming e-value stays a number that JSON can hold", () => {
  expect(pairedEValue(12_032, 0)).toBe(Number.MAX_VALUE);
});

test("a die of 60 throws, the textbook example", () => {
  expect(chiSquareUniform([5, 8, 9, 8, 10, 20])).toBeCloseTo(0.019_91, 5);
  expect(chiSquareUniform([10, 10, 10])).toBe(1);
  expect(chiSquareUniform([44, 56])).toBeCloseTo(0.230_1, 4);
  expect(chiSquareUniform([])).toBe(1);
});
