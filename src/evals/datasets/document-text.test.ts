import fc from "fast-check";
import { expect, test } from "vitest";
import { documentText } from "./document-text.ts";

/** An escaped NUL whose backslash is not itself escaped. */
const NUL = /(?<!\\)((?:\\\\)*)\\u0000/g;

test("NUL and lone surrogates become U+FFFD, and nothing else changes", () => {
  expect(JSON.parse(documentText({ "k\0": "a\0b", lone: "x\ud800y", pair: "😀", literal: "\\u0000 \\ud800", quote: '"\\' }))).toEqual({
    "k\ufffd": "a\ufffdb",
    lone: "x\ufffdy",
    pair: "😀",
    literal: "\\u0000 \\ud800",
    quote: '"\\',
  });
});

test("it is JSON of the document with every text made well-formed", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" })), (document) => {
      const parsed: unknown = JSON.parse(documentText(document));
      expect(parsed).toEqual(JSON.parse(JSON.stringify(document).replaceAll(NUL, "$1\\ufffd")));
      expect(documentText(document)).not.toMatch(NUL);
    }),
  );
});
