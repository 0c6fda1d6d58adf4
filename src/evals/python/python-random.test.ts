import fc from "fast-check";
import { expect, test } from "vitest";

import { createPythonRandom } from "./python-random.ts";

const items = fc.array(fc.integer(), { minLength: 1, maxLength: 200 });
const seed = fc.bigInt({ min: 0n, max: 2n ** 80n });

test("the first draws of random.Random(42)", () => {
  const random = createPythonRandom(42);
  expect([random.random(), random.randomInteger(1, 6), random.choice(["a", "b", "c"])]).toEqual([0.6394267984578837, 1, "c"]);
});

test("the sign of a seed does not count, all its bits do", () => {
  expect(createPythonRandom(-7).random()).toBe(createPythonRandom(7).random());
  expect(createPythonRandom(2n ** 40n + 1n).random()).not.toBe(createPythonRandom(1n).random());
});

test("a sample has different places of the list", () => {
  fc.assert(
    fc.property(seed, items, fc.nat(), (start, list, wanted) => {
      const places = [...list.keys()];
      const count = wanted % (list.length + 1);
      const sample = createPythonRandom(start).sample(places, count);
      expect(new Set(sample).size).toBe(count);
      expect(sample.every((place) => place < list.length)).toBe(true);
    }),
  );
});

test("a shuffle keeps the items", () => {
  fc.assert(
    fc.property(seed, items, (start, list) => {
      const shuffled = [...list];
      createPythonRandom(start).shuffle(shuffled);
      expect(shuffled.toSorted()).toEqual(list.toSorted());
    }),
  );
});

test("an integer lies between its bounds, also beyond 32 bits", () => {
  fc.assert(
    fc.property(seed, fc.integer({ min: 0, max: 2 ** 52 }), (start, width) => {
      const drawn = createPythonRandom(start).randomInteger(-5, width - 5);
      expect(drawn >= -5 && drawn <= width - 5).toBe(true);
    }),
  );
});

test("what cannot be drawn is refused", () => {
  const random = createPythonRandom(1);
  expect(() => random.sample([1], 2)).toThrow(RangeError);
  expect(() => random.choice([])).toThrow(RangeError);
  expect(() => random.choices([], 1)).toThrow(RangeError);
  expect(() => random.randomBelow(0)).toThrow(RangeError);
});
