import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileMetric, groupMeanOf, meanOf } from "./index.ts";

describe("exact_match", () => {
  test.each([
    [{}, "a", "a", 1],
    [{}, "a ", "a", 0],
    [{ ignore_case: true }, "Straße", "STRASSE", 0],
    [{ ignore_case: true }, "ÉA", "éa", 1],
    [{ ignore_case: true }, "İ", "i", 1],
    [{ ignore_punctuation: true }, "(a-b)!", "ab", 1],
    [{ ignore_punctuation: true }, "“a”", "a", 0],
    [{ ignore_numbers: true }, "12ab", "ab", 1],
    [{ regexes_to_ignore: [",", String.raw`\$`, "(?s).*#### ", String.raw`\.$`] }, "$1,000.", "so\n#### 1000", 1],
    [{}, "a\0\0", "a", 1],
  ])("%j: %j against %j is %i", (settings, prediction, reference, score) => {
    expect(compileMetric({ metric: "exact_match", ...settings }).score(prediction, reference)).toBe(score);
  });

  test("takes any of several references, values as Python prints them, and nothing for wrong", () => {
    const { score } = compileMetric({ metric: "exact_match" });
    expect([score("b", ["a", "b"]), score("True", true), score(["a"], "['a']"), score(null, "None")]).toEqual([1, 1, 1, 0]);
  });

  test("refuses settings of another type", () => {
    expect(() => compileMetric({ metric: "exact_match", ignore_case: "yes" })).toThrow("The metric exact_match is faulty");
  });
});

describe("mean", () => {
  test("of nothing there is none; of one value there is no standard error", () => {
    expect([meanOf([]), meanOf([0.5])]).toEqual([null, { value: 0.5, stderr: null }]);
  });

  test("of outcomes 0 and 1 has the standard error sqrt(p(1-p)/(n-1))", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 2, maxLength: 500 }), (outcomes) => {
        const n = outcomes.length;
        const p = outcomes.filter((outcome) => outcome === 1).length / n;
        const mean = meanOf(outcomes);
        expect(mean?.value).toBeCloseTo(p, 12);
        expect(mean?.stderr).toBeCloseTo(Math.sqrt((p * (1 - p)) / (n - 1)), 12);
      }),
    );
  });
});

describe("a group's mean", () => {
  const half = { value: 0.5, stderr: 0.1, size: 10 };

  test("is weighted by size, or not", () => {
    const parts = [half, { value: 1, stderr: 0, size: 30 }];
    expect([groupMeanOf(parts, true)?.value, groupMeanOf(parts, false)?.value, groupMeanOf([], true)]).toEqual([0.875, 0.75, null]);
  });

  test("of one task is that task's", () => {
    expect(groupMeanOf([half], true)?.stderr).toBeCloseTo(0.1, 12);
  });

  test("has no standard error where a task has none", () => {
    expect(groupMeanOf([half, { value: 1, stderr: null, size: 1 }], true)?.stderr).toBeNull();
  });
});
