import { expect, test } from "vitest";

import { strip, stripEnd, stripStart, toPythonRepr, toPythonText, WholeFloat } from "./index.ts";

test("strip takes Python's whitespace, and no more", () => {
  expect(strip(" \t\n\u001c\u001f\u0085\u00a0\u2028\u3000x y\u2003 ")).toBe("x y");
  expect(strip("\ufeffx\u200b")).toBe("\ufeffx\u200b");
  expect([stripStart(" x "), stripEnd(" x "), strip("  ")]).toEqual(["x ", " x", ""]);
});

test.each([
  [1, "1"],
  [-0.5, "-0.5"],
  [1e22, "1e+22"],
  [1e-5, "1e-05"],
  [-0.0001, "-0.0001"],
  [0.1 + 0.2, "0.30000000000000004"],
  [new WholeFloat(2), "2.0"],
  [true, "True"],
  [null, "None"],
  ["it's", `"it's"`],
  [`a"b`, `'a"b'`],
  [`a'b"c`, String.raw`'a\'b"c'`],
  ["\n\t\\\0\u007f\u00a0é😀\u200b\ue000", String.raw`'\n\t\\\x00\x7f\xa0é😀\u200b\ue000'`],
  [[1, [2, "x"]], "[1, [2, 'x']]"],
  [{ a: null, b: [false] }, "{'a': None, 'b': [False]}"],
])("repr of %j", (value, wanted) => {
  expect(toPythonRepr(value)).toBe(wanted);
});

test("str of a text is the text", () => {
  expect(toPythonText("it's")).toBe("it's");
});
