import fc from "fast-check";
import { expect, test } from "vitest";
import { aggregate } from "./aggregate.ts";
import { totalOf } from "./total-of.ts";

const sumsOf = (items: readonly (readonly number[])[]): number[] =>
  items.reduce<number[]>((sums, item) => item.map((part, at) => (sums[at] ?? 0) + part), []);
const logprobs = fc.array(fc.double({ min: -500, max: -0.01, noNaN: true }), { minLength: 1, maxLength: 50 });
const labels = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), { minLength: 1, maxLength: 50 });

test("means and perplexities of sums are those of the items", () => {
  fc.assert(
    fc.property(logprobs, (items) => {
      const wanted = aggregate("mean", items, 100);
      const found = totalOf("mean", sumsOf(items.map((item) => [item, item * item])), items.length);
      expect(found.value).toBeCloseTo(wanted?.value ?? Number.NaN, 8);
      expect(found.stderr ?? -1).toBeCloseTo(wanted?.stderr ?? -1, 4);
      const perplexity = totalOf("perplexity", sumsOf(items.map((item) => [item])), items.length).value;
      expect(Math.log(perplexity)).toBeCloseTo(Math.log(aggregate("perplexity", items, 0)?.value ?? Number.NaN), 8);
    }),
  );
});

test("F1 and Matthews' correlation of sums are those of the labels", () => {
  fc.assert(
    fc.property(labels, (items) => {
      const sums = sumsOf(items.map(([gold, predicted]) => [gold * predicted, gold, predicted]));
      for (const name of ["f1", "mcc"]) {
        expect(totalOf(name, sums, items.length).value).toBeCloseTo(aggregate(name, items, 0)?.value ?? Number.NaN, 9);
      }
    }),
  );
});

test("perplexities are weighted by words and bytes", () => {
  const sums = sumsOf([
    [-10, 4],
    [-20, 6],
  ]);
  expect(totalOf("weighted_perplexity", sums, 2).value).toBeCloseTo(Math.exp(3), 12);
  expect(totalOf("bits_per_byte", sums, 2).value).toBeCloseTo(3 / Math.LN2, 12);
});
