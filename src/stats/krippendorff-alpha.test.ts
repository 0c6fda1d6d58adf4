import { expect, test } from "vitest";
import { krippendorffAlpha } from "./krippendorff-alpha.ts";

const NONE = null;
// Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, ratings missing.
const OBSERVERS = [
  [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
  [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
  [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
  [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
];

test.each([
  ["nominal", 0.743],
  ["ordinal", 0.815],
  ["interval", 0.849],
] as const)("the published example: %s", (level, alpha) => {
  expect(krippendorffAlpha(OBSERVERS, level)).toBeCloseTo(alpha, 3);
});

test("section B: two observers, ten units, two values", () => {
  const observers = [
    [0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    [1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
  ];
  expect(krippendorffAlpha(observers, "nominal")).toBeCloseTo(0.095, 3);
});

test("wholly agreed is 1; without two ratings, or with one value only, nothing can be said", () => {
  expect(
    krippendorffAlpha(
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      "interval",
    ),
  ).toBe(1);
  expect(
    krippendorffAlpha(
      [
        [1, NONE],
        [NONE, 2],
      ],
      "nominal",
    ),
  ).toBeNull();
  expect(
    krippendorffAlpha(
      [
        [1, 1],
        [1, 1],
      ],
      "ordinal",
    ),
  ).toBeNull();
  expect(krippendorffAlpha([], "nominal")).toBeNull();
});
