import fc from "fast-check";
import { expect, test } from "vitest";
import { toIncentives } from "./incentive.ts";

test("weights are in proportion to the means and their intervals scale likewise", () => {
  const incentives = toIncentives(
    [1, 2],
    new Map([
      [1, { mean: 0.6, low: 0.5, high: 0.7 }],
      [2, { mean: 0.2, low: 0.1, high: 0.3 }],
    ]),
  );
  expect(incentives.get(1)?.value).toBeCloseTo(0.75, 12);
  expect(incentives.get(1)?.low).toBeCloseTo(0.625, 12);
  expect(incentives.get(2)?.high).toBeCloseTo(0.375, 12);
});

test("without scores all are equal; a newcomer gets the mean of the scored, and the interval of any score", () => {
  expect(toIncentives([1, 2, 3, 4], new Map()).get(3)?.value).toBe(0.25);
  const incentives = toIncentives(
    [1, 2, 3],
    new Map([
      [1, { mean: 0.8, low: 0.7, high: 0.9 }],
      [2, { mean: 0.4, low: 0.3, high: 0.5 }],
    ]),
  );
  expect(incentives.get(3)?.value).toBeCloseTo(0.6 / 1.8, 12);
  expect(incentives.get(3)?.low).toBe(0);
  // A score of 1, on the scale of the others: worker 1 has 0.8 / 1.8.
  expect(incentives.get(3)?.high).toBeCloseTo(1 / 1.8, 12);
});

test("they always sum to 1, each within its interval", () => {
  const standing = fc.option(
    fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
  );
  fc.assert(
    fc.property(fc.array(standing, { minLength: 1, maxLength: 20 }), (standings) => {
      const known = standings.flatMap((one, uid) => {
        if (one === null) return [];
        const [low = 0, mean = 0, high = 0] = one.toSorted((a, b) => a - b);
        return [[uid, { mean, low, high }] as const];
      });
      const incentives = [...toIncentives([...standings.keys()], new Map(known)).values()];
      expect(incentives.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 9);
      for (const { value, low, high } of incentives) expect([low <= value + 1e-12, value <= high + 1e-12]).toEqual([true, true]);
    }),
  );
});
