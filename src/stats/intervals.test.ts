import fc from "fast-check";
import { expect, test } from "vitest";
import { meanAndStandardError } from "./mean-and-standard-error.ts";
import { studentInterval } from "./student-interval.ts";
import { wilsonInterval } from "./wilson-interval.ts";

// Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %i in %i", (successes, n, low, high) => {
  const interval = wilsonInterval(successes, n, 0.95);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test("Wilson's interval holds the share, mirrors itself and shrinks with n", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (successes, failures, confidence) => {
      const n = successes + failures;
      const { low, high } = wilsonInterval(successes, n, confidence);
      const mirrored = wilsonInterval(failures, n, confidence);
      expect(low).toBeCloseTo(1 - mirrored.high, 12);
      expect(high).toBeCloseTo(1 - mirrored.low, 12);
      expect(0 <= low && low <= high && high <= 1).toBe(true);
      if (n === 0) return;
      expect(low <= successes / n && successes / n <= high).toBe(true);
      const larger = wilsonInterval(successes * 4, n * 4, confidence);
      expect(larger.high - larger.low).toBeLessThan(high - low);
    }),
  );
});

test("Student's interval of the first group of Student's sleep data, as R gives it", () => {
  const { low, high } = studentInterval([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2], 0.95);
  expect(low).toBeCloseTo(-0.529_780_4, 7);
  expect(high).toBeCloseTo(2.029_780_4, 7);
});

test("one value bounds nothing", () => {
  expect(studentInterval([0.5], 0.95)).toEqual({ low: -Infinity, high: Infinity });
});

test("missing values count for nothing", () => {
  expect(meanAndStandardError(Float32Array.of(Number.NaN, 1, Number.NaN, 0))).toEqual({ n: 2, mean: 0.5, standardError: 0.5 });
  expect(meanAndStandardError([])).toEqual({ n: 0, mean: null, standardError: null });
  expect(meanAndStandardError([0.25])).toEqual({ n: 1, mean: 0.25, standardError: null });
  expect(meanAndStandardError([0.1, 0.1, 0.1]).standardError).toBeCloseTo(0, 15);
});

test("the standard error of zeros and ones is that of a proportion, with n - 1", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 200 }), (values) => {
      const n = values.length;
      const share = values.filter((value) => value === 1).length / n;
      expect(meanAndStandardError(values).standardError).toBeCloseTo(Math.sqrt((share * (1 - share)) / (n - 1)), 12);
    }),
  );
});
