import fc from "fast-check";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { expect, test } from "vitest";
import { bootstrapInterval } from "./bootstrap-interval.ts";
import { clusteredStandardError } from "./clustered-standard-error.ts";
import { meanAndStandardError } from "./mean-and-standard-error.ts";
import { meanInterval } from "./mean-interval.ts";

test("every value in a cluster of its own: the plain standard error; each value told twice: that of half as many", () => {
  const values = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(values, (own) => {
      const plain = meanAndStandardError(own);
      expect(clusteredStandardError(own, [...own.keys()]).standardError).toBeCloseTo(plain.standardError ?? 0, 12);
      const twice = clusteredStandardError([...own, ...own], [...own.keys(), ...own.keys()]);
      expect(twice).toMatchObject({ n: 2 * own.length, clusters: own.length });
      expect(twice.standardError).toBeCloseTo(plain.standardError ?? 0, 12);
    }),
  );
});

test("missing values are left out, one cluster has no error", () => {
  expect(clusteredStandardError([1, Number.NaN, 0], [1, 1, 1])).toEqual({ n: 2, mean: 0.5, standardError: null, clusters: 1 });
  expect(clusteredStandardError([Number.NaN], [1])).toEqual({ n: 0, mean: null, standardError: null, clusters: 0 });
});

test("where passages go together clustered intervals cover, and plain ones do not: 1,000 seeded benchmarks", () => {
  const generator = mersenne(23);
  const clusters = Int32Array.from({ length: 200 }, (_, document) => Math.floor(document / 10));
  let [clustered, plain] = [0, 0];
  for (let run = 0; run < 1000; run++) {
    // A passage is understood or not; either way a fifth of its questions goes the other way.
    const passages = Array.from({ length: 20 }, () => uniformFloat64(generator) < 0.5);
    const outcomes = Float32Array.from(clusters, (passage) => Number(uniformFloat64(generator) < 0.8 === (passages[passage] ?? false)));
    const covers = (of?: Int32Array) => {
      const { low, high } = meanInterval(outcomes, { confidence: 0.95, isUnit: true, clusters: of });
      return Number(low <= 0.5 && 0.5 <= high);
    };
    clustered += covers(clusters) / 1000;
    plain += covers() / 1000;
  }
  expect(clustered).toBeGreaterThan(0.93);
  expect(plain).toBeLessThan(0.8);
});

test("bootstrap intervals of a skewed mean cover about as they say, corrected ones better: 400 seeded samples", () => {
  const generator = mersenne(31);
  const mean = (items: readonly number[]) => items.reduce((sum, item) => sum + item, 0) / items.length;
  const covered = { bca: 0, percentile: 0 };
  for (let run = 0; run < 400; run++) {
    const items = Array.from({ length: 40 }, () => -Math.log(1 - uniformFloat64(generator)));
    for (const method of ["bca", "percentile"] as const) {
      const { low, high } = bootstrapInterval(items, mean, { confidence: 0.95, seed: run, resamples: 400, method });
      covered[method] += Number(low <= 1 && 1 <= high) / 400;
    }
  }
  expect(covered.bca).toBeGreaterThan(0.9);
  expect(covered.bca).toBeGreaterThanOrEqual(covered.percentile);
  expect(() => bootstrapInterval([], mean, { confidence: 0.95, seed: 1 })).toThrow(RangeError);
  expect(bootstrapInterval([2, 2, 2], mean, { confidence: 0.95, seed: 1 })).toEqual({ low: 2, high: 2 });
});
