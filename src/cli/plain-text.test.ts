import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test.each([
  ["colour", "\u001b[31mred", "␛[31mred"],
  ["window title and bell", "\u001b]0;owned\u0007", "␛]0;owned␇"],
  ["8-bit escape", "\u009b2J", "<U+009B>2J"],
  ["carriage return that hides", "safe\rrm -rf", "safe␍rm -rf"],
  ["reversed text", "abc\u202etxt.exe", "abc<U+202E>txt.exe"],
  ["zero width", "a\u200bb", "a<U+200B>b"],
  ["delete", "\u007f", "␡"],
  ["lines and tabs stay", "a\tb\r\nc\n", "a\tb\nc\n"],
  ["words of any script stay", "häßlich 日本語 عربى 😀", "häßlich 日本語 عربى 😀"],
])("%s", (_what, text, expected) => {
  expect(plainText(text)).toBe(expected);
});

test("nothing that a terminal obeys is left, and a second pass changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const plain = plainText(text);
      expect(plain).not.toMatch(/[\p{Cc}--[\n\t]]/v);
      expect(plainText(plain)).toBe(plain);
    }),
  );
});
