import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import fc from "fast-check";
import { expect, test } from "vitest";
import { averageEValues, eBenjaminiHochberg, eHolm } from "./index.ts";
import { holm } from "./holm.ts";

test("by hand: steps of m / alpha, (m - 1) / alpha, ...; and m / (k alpha)", () => {
  // alpha 0.1, m = 4: Holm needs 40, 30, 20, 10; e-BH 40, 20, 13.3, 10.
  expect(eHolm([25, 41, 31, 9], 0.1)).toEqual([true, true, true, false]);
  expect(eHolm([25, 39, 31, 19], 0.1)).toEqual([false, false, false, false]);
  expect(eBenjaminiHochberg([25, 39, 14, 9], 0.1)).toEqual([true, true, true, false]);
  expect(eBenjaminiHochberg([9, 9, 9, 9], 0.1)).toEqual([false, false, false, false]);
  expect(averageEValues([1, 3, 8])).toBeCloseTo(4, 12);
  expect([eHolm([], 0.1), eBenjaminiHochberg([], 0.1), averageEValues([])]).toEqual([[], [], 1]);
});

test("e-Holm rejects what Holm rejects on 1 / e, and e-BH at least as much", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 2000, noNaN: true }), { maxLength: 20 }), (eValues) => {
      const own = eHolm(eValues, 0.05);
      const adjusted = holm(eValues.map((e) => Math.min(1, 1 / e)));
      // On the border rounding decides.
      const clear = adjusted.flatMap((p, index) => (Math.abs(p - 0.05) > 1e-9 ? [index] : []));
      expect(clear.map((index) => own[index])).toEqual(clear.map((index) => (adjusted[index] ?? 1) <= 0.05));
      const more = eBenjaminiHochberg(eValues, 0.05);
      expect(own.every((isRejected, index) => !isRejected || more[index])).toBe(true);
    }),
  );
});

test("e-BH keeps the share of false discoveries below alpha: 2,000 seeded runs, half of 20 hypotheses true", () => {
  const generator = mersenne(8);
  let share = 0;
  for (let run = 0; run < 2000; run++) {
    // 1 / (2 sqrt(u)) is an e-value where u is uniform (Shafer 2021); false hypotheses have overwhelming ones.
    const eValues = Array.from({ length: 20 }, (_, index) => (index < 10 ? 1 / (2 * Math.sqrt(uniformFloat64(generator))) : 1000));
    const rejected = eBenjaminiHochberg(eValues, 0.2);
    share += rejected.slice(0, 10).filter(Boolean).length / Math.max(1, rejected.filter(Boolean).length) / 2000;
  }
  expect(share).toBeLessThanOrEqual(0.2 * 0.5 + 0.01);
  expect(share).toBeGreaterThan(0);
});
