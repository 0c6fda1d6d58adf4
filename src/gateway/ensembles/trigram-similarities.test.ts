import fc from "fast-check";
import { expect, test } from "vitest";

import { characterTrigramSimilarity } from "./index.ts";
import { trigramSimilarities } from "./trigram-similarities.ts";

/** The definition, slowly. */
function cosine(a: string, b: string): number {
  const [one, other] = [a, b].map((text) => {
    const form = text.toLowerCase().replaceAll(/\s+/gu, " ").trim();
    const counts = new Map<string, number>();
    for (let at = 0; at + 3 <= form.length; at++) counts.set(form.slice(at, at + 3), (counts.get(form.slice(at, at + 3)) ?? 0) + 1);
    return counts;
  });
  const product = (x: Map<string, number> = new Map(), y: Map<string, number> = new Map()) =>
    [...x].reduce((sum, [trigram, count]) => sum + count * (y.get(trigram) ?? 0), 0);
  const lengths = Math.sqrt(product(one, one) * product(other, other));
  return lengths === 0 ? Number.NaN : product(one, other) / lengths;
}

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "C", " ", "\n", "é"), minLength: 3 }),
  fc.lorem(),
  fc.string({ unit: "binary" }),
);

test("all pairs at once are what the definition says, whatever other texts are there", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      const matrix = trigramSimilarities(texts);
      for (const [a, row] of matrix.entries()) {
        for (const [b, value] of row.entries()) {
          const defined = cosine(texts[a] ?? "", texts[b] ?? "");
          expect(value).toBe(matrix[b]?.[a]);
          expect(Number.isNaN(defined) ? value === 0 || value === 1 : Math.abs(value - defined) < 1e-9).toBe(true);
        }
      }
    }),
  );
});

test("letter case and blanks do not matter; texts without a 3-gram are alike when equal", () => {
  expect(characterTrigramSimilarity("The  Moon\n", "the moon")).toBe(1);
  expect(characterTrigramSimilarity("ab", "AB ")).toBe(1);
  expect(characterTrigramSimilarity("ab", "ac")).toBe(0);
  expect(characterTrigramSimilarity("", "")).toBe(1);
  // abc, bcd against abc, bce.
  expect(characterTrigramSimilarity("abcd", "abce")).toBeCloseTo(1 / 2);
});

test("of very long texts the beginning and the end are compared", () => {
  const long = "once upon a time ".repeat(20_000);
  expect(characterTrigramSimilarity(long, long.slice(0, 200_000))).toBeGreaterThan(0.999);
});
