import fc from "fast-check";
import { expect, test } from "vitest";
import { storableJson } from "./storable-json.ts";
import { storableText } from "./storable-text.ts";

test("NUL and lone surrogates become U+FFFD, and the rest stays", () => {
  expect(storableText("a\0b\u{d800}c\u{dc00}d 😀 é")).toBe("a\u{fffd}b\u{fffd}c\u{fffd}d 😀 é");
});

test("what is storable stays as it is, and the result always is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const stored = storableText(text);
      expect(stored.isWellFormed() && !stored.includes("\0")).toBe(true);
      expect(storableText(stored)).toBe(stored);
      expect(stored === text).toBe(text.isWellFormed() && !text.includes("\0"));
    }),
  );
});

test("JSON is made storable in its values and keys", () => {
  expect(JSON.parse(storableJson({ "k\0": ["v\0", { deep: "\u{dfff}" }], n: 1, none: undefined }))).toEqual({
    "k\u{fffd}": ["v\u{fffd}", { deep: "\u{fffd}" }],
    n: 1,
  });
  expect(storableJson(undefined)).toBe("null");
  expect(storableJson(new Date(0))).toBe('"1970-01-01T00:00:00.000Z"');
});
