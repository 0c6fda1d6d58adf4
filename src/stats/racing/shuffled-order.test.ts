import fc from "fast-check";
import { expect, test } from "vitest";
import { shuffledOrder } from "./shuffled-order.ts";

test("every number is there once, and the same seed gives the same order", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(), (count, seed) => {
      const order = shuffledOrder(count, seed);
      expect(order.toSorted()).toEqual(Uint32Array.from({ length: count }, (_, place) => place));
      expect(order).toEqual(shuffledOrder(count, seed));
    }),
  );
});

test("every place is as likely for every number: chi-square over 6,000 orders of five", () => {
  const counts = new Float64Array(25);
  for (let seed = 0; seed < 6000; seed++) {
    for (const [place, number] of shuffledOrder(5, seed).entries()) counts[place * 5 + number] = (counts[place * 5 + number] ?? 0) + 1;
  }
  const statistic = counts.reduce((sum, count) => sum + (count - 1200) ** 2 / 1200, 0);
  // 16 degrees of freedom: 39.3 is exceeded with a chance of 0.001. The seeds are fixed.
  expect(statistic).toBeLessThan(39.3);
});
