import fc from "fast-check";
import { expect, test } from "vitest";
import { incompleteBeta } from "./incomplete-beta.ts";
import { upperIncompleteGamma } from "./incomplete-gamma.ts";
import { logBeta, logGamma } from "./log-gamma.ts";
import { normalQuantile } from "./normal-quantile.ts";
import { studentQuantile } from "./student-quantile.ts";

test("ln Γ has its known values", () => {
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
  expect(logGamma(1)).toBeCloseTo(0, 14);
  expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 13);
  expect(logBeta(0.5, 0.5)).toBeCloseTo(Math.log(Math.PI), 14);
});

// Abramowitz & Stegun, table 26.5 and any table of the normal distribution.
test.each([
  [0.9, 1.281_552],
  [0.95, 1.644_854],
  [0.975, 1.959_964],
  [0.995, 2.575_829],
  [0.9995, 3.290_527],
])("normal quantile of %f", (probability, z) => {
  expect(normalQuantile(probability)).toBeCloseTo(z, 6);
  expect(normalQuantile(1 - probability)).toBeCloseTo(-z, 6);
});

// Any table of Student's t.
test.each([
  [0.975, 1, 12.706],
  [0.95, 7, 1.895],
  [0.995, 5, 4.032],
  [0.975, 10, 2.228],
  [0.975, 30, 2.042],
  [0.975, 120, 1.98],
  [0.9995, 3, 12.924],
])("Student quantile of %f with %i degrees of freedom", (probability, degrees, t) => {
  expect(studentQuantile(probability, degrees)).toBeCloseTo(t, 3);
});

// Any table of chi-square: degrees of freedom, critical value, its tail.
test.each([
  [1, 3.841, 0.05],
  [5, 15.086, 0.01],
  [9, 16.919, 0.05],
  [30, 13.787, 0.995],
  [100, 124.342, 0.05],
])("chi-square tail with %i degrees of freedom", (degrees, x, tail) => {
  expect(upperIncompleteGamma(degrees / 2, x / 2)).toBeCloseTo(tail, 4);
});

test("the incomplete beta function is a distribution function and mirrors itself", () => {
  const parameter = fc.double({ min: 0.05, max: 5000, noNaN: true });
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(parameter, parameter, share, share, (a, b, x, y) => {
      const at = incompleteBeta(x, a, b);
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThanOrEqual(1 + 1e-12);
      expect(at).toBeCloseTo(1 - incompleteBeta(1 - x, b, a), 9);
      expect(x >= y || at <= incompleteBeta(y, a, b) + 1e-12).toBe(true);
    }),
  );
});

test("with whole parameters the incomplete beta function is a binomial tail", () => {
  // P(X >= a) for X ~ Binomial(a + b - 1, x), summed term by term.
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (a, b, x) => {
        const n = a + b - 1;
        let tail = 0;
        for (let k = a, ways = choose(n, a); k <= n; ways = (ways * (n - k)) / (k + 1), k++) tail += ways * x ** k * (1 - x) ** (n - k);
        expect(incompleteBeta(x, a, b)).toBeCloseTo(tail, 11);
      },
    ),
  );
});

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}
