import fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { expect, test } from "vitest";
import { wilsonInterval } from "../stats/index.ts";
import { toIncentives } from "./incentive.ts";

test("weights are in proportion to the means; an interval allows for one's own score and for the others'", () => {
  const incentives = toIncentives(
    [1, 2],
    new Map([
      [1, { mean: 0.6, low: 0.5, high: 0.7 }],
      [2, { mean: 0.2, low: 0.1, high: 0.3 }],
    ]),
  );
  expect(incentives.get(1)?.value).toBeCloseTo(0.75, 12);
  // sqrt((0.25 x 0.1)² + (0.75 x 0.1)²) / 0.8: nearly all of it is the other's.
  expect(incentives.get(1)?.low).toBeCloseTo(0.75 - Math.hypot(0.025, 0.075) / 0.8, 12);
  expect(incentives.get(2)?.high).toBeCloseTo(0.25 + Math.hypot(0.075, 0.025) / 0.8, 12);
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

test("95 % intervals of the scores give intervals of the weights that cover: 1,500 seeded networks of four", () => {
  const skills = [0.9, 0.6, 0.5, 0.2];
  const generator = mersenne(5);
  const truth = skills.map((skill) => skill / 2.2);
  let covered = 0;
  for (let run = 0; run < 1500; run++) {
    const standings = skills.map((skill) => {
      let right = 0;
      for (let document = 0; document < 200; document++) right += Number(uniformFloat64(generator) < skill);
      return { mean: right / 200, ...wilsonInterval(right, 200, 0.95) };
    });
    const incentives = toIncentives([0, 1, 2, 3], new Map(standings.entries()));
    covered +=
      truth.filter((value, uid) => (incentives.get(uid)?.low ?? 1) <= value && value <= (incentives.get(uid)?.high ?? 0)).length / 4;
  }
  expect(covered / 1500).toBeGreaterThan(0.94);
  expect(covered / 1500).toBeLessThan(0.97);
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
