import { describe, expect, test } from "vitest";

import { compilePythonRegex } from "./python-regex.ts";

/** Patterns and texts with what `re.findall` of CPython 3.11 gives. */
const FOUND: readonly (readonly [string, string, readonly (string | readonly string[])[]])[] = [
  ["a*", "\u00e9\u0301x", ["", "", "", ""]],
  ["a*?", "ab", ["", "a", "", ""]],
  ["a*?", "\u00e9\u0301x", ["", "", "", ""]],
  ["(?i)i", "ıIİi", ["ı", "I", "İ", "i"]],
  ["(?i)\u0130", "ıIİi", ["ı", "I", "İ", "i"]],
  ["(?=a)*?b", "aab", ["b"]],
  ["(?<=a){2}b", "aabb", ["b"]],
  ["(?!b)+(\\w)", "ab", ["a"]],
  ["((?=b)b)?a", "aba", ["", "b"]],
  ["(a)|b", "aaaa", ["a", "a", "a", "a"]],
  ["(a)|b", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", ""]],
  [
    "(a)(b)?",
    "aaaa",
    [
      ["a", ""],
      ["a", ""],
      ["a", ""],
      ["a", ""],
    ],
  ],
  ["(a)(b)?", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", [["a", ""]]],
  ["|\\w+", "\u00e9\u0301x", ["", "\u00e9", "", "", "x", ""]],
  ["\\b", "\u00e9\u0301x", ["", "", "", ""]],
  ["\\b\\w", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b", "c", "d", "e"]],
  ["\\B", "abc\nabc\n", ["", "", "", "", ""]],
  ["\\B", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["", "", ""]],
  ["^", "", [""]],
  ["^", "\u00e9\u0301x", [""]],
  ["$", "\n", ["", ""]],
  ["$", "\u00e9\u0301x", [""]],
  ["(?m)^", "\n\n", ["", "", ""]],
  ["(?m)^", "x\u2028y\r\nz", ["", ""]],
  ["(?m)$", "\n\n", ["", "", ""]],
  ["(?m)$", "x\u2028y\r\nz", ["", ""]],
  ["(?m)^.*$", "\n\n", ["", "", ""]],
  ["(?m)^.*$", "x\u2028y\r\nz", ["x\u2028y\r", "z"]],
  ["(?s).+", "a", ["a"]],
  ["(?s).+", "\u00e9\u0301x", ["\u00e9\u0301x"]],
  [".+", "x\u2028y\r\nz", ["x\u2028y\r", "z"]],
  ["\\s+", "the answer is (B).\nQ", [" ", " ", " ", "\n"]],
  ["\\s+", "a\u001cb\u0085c\ufeffd\u00a0e", ["\u001c", "\u0085", "\u00a0"]],
  ["\\S+", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b", "c\ufeffd", "e"]],
  ["[\\s\\S]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "a", "\ud83d\ude00", "\ud83d\ude00"]],
  ["[^\\w\\s]", "[a]&&--^x", ["[", "]", "&", "&", "-", "-", "^"]],
  ["[^\\w\\s]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00"]],
  ["[\\W_]", "a\u001cb\u0085c\ufeffd\u00a0e", ["\u001c", "\u0085", "\ufeff", "\u00a0"]],
  ["\\d", "1,234.50 $5 -3", ["1", "2", "3", "4", "5", "0", "5", "3"]],
  ["\\d", "\u0661\u0662 \u00b2\u00bd \u2167 _", ["\u0661", "\u0662"]],
  ["\\D+", "1,234.50 $5 -3", [",", ".", " $", " -"]],
  ["\\D+", "\u00e9\u0301x", ["\u00e9\u0301x"]],
  ["[\\d.]+", "1,234.50 $5 -3", ["1", "234.50", "5", "3"]],
  ["[\\d.]+", "\u0661\u0662 \u00b2\u00bd \u2167 _", ["\u0661\u0662"]],
  ["[a-c-]", "aaaa", ["a", "a", "a", "a"]],
  ["[a-c-]", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b", "c"]],
  ["[]a]", "aaaa", ["a", "a", "a", "a"]],
  ["[]a]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["[^]a]", "\u65e5\u672c \u8a9e", ["\u65e5", "\u672c", " ", "\u8a9e"]],
  ["[a\\]]", "aaaa", ["a", "a", "a", "a"]],
  ["[a\\]]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["[\\-a]", "aaaa", ["a", "a", "a", "a"]],
  ["[\\-a]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["[.$^*+?{}()|/]", "a{,}{a}a{x}", ["{", "}", "{", "}", "{", "}"]],
  ["\\.\\-\\/\\#\\!\\%\\&", "", []],
  ["\\.\\-\\/\\#\\!\\%\\&", "\u00e9\u0301x", []],
  ["a{2}", "aaaa", ["aa", "aa"]],
  ["a{,2}", "\u00e9\u0301x", ["", "", "", ""]],
  ["a{1,}", "aba aa", ["a", "a", "aa"]],
  ["a{1,}", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["a{", "a{,}{a}a{x}", ["a{", "a{"]],
  ["a{x}", "a{,}{a}a{x}", ["a{x}"]],
  ["{a}", "a{,}{a}a{x}", ["{a}"]],
  ["a{,}", "\u00e9\u0301x", ["", "", "", ""]],
  ["x{0}a", "aaaa", ["a", "a", "a", "a"]],
  ["x{0}a", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["(?P<n>a)(?P=n)", "aaaa", ["a", "a"]],
  ["(a)\\1", "aaaa", ["a", "a"]],
  ["(?:a|b)+", "a{,}{a}a{x}", ["a", "a", "a"]],
  ["(?:a|b)+", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b"]],
  ["(?=a)", "aaaa", ["", "", "", ""]],
  ["(?=a)", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", [""]],
  ["(?!a).", "\u65e5\u672c \u8a9e", ["\u65e5", "\u672c", " ", "\u8a9e"]],
  ["(?<=a).", "aaaa", ["a", "a", "a"]],
  ["(?<=a).", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00"]],
  ["(?<!a)b", "(A) \\boxed{4{2}} a-b.c/d", ["b", "b"]],
  ["(?<!a)b", "a\u001cb\u0085c\ufeffd\u00a0e", ["b"]],
  ["(?i)AB", "AB ab Ab", ["AB", "ab", "Ab"]],
  ["(?i)\u00c9\u00c0", "", []],
  ["(?i)\u00c9\u00c0", "\u00e9\u0301x", []],
  ["(?x) a b # c", "abc\nabc\n", ["ab", "ab"]],
  ["(?x)a\\ b", "a b#c", ["a b"]],
  ["(?#c)a", "aaaa", ["a", "a", "a", "a"]],
  ["(?#c)a", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["\\Aa", "a", ["a"]],
  ["\\Aa", "a\u001cb\u0085c\ufeffd\u00a0e", ["a"]],
  ["a\\Z", "a", ["a"]],
  ["\\x61", "aaaa", ["a", "a", "a", "a"]],
  ["\\x61", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["\\u0061", "aaaa", ["a", "a", "a", "a"]],
  ["\\u0061", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["\\U0001F600", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00"]],
  ["[\\U0001F600-\\U0001F64F]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00"]],
  ["\\n", "\n\n", ["\n", "\n"]],
  ["\\n", "x\u2028y\r\nz", ["\n"]],
  ["\\t", " \t", ["\t"]],
  ["[\\n\\t]", "\n\n", ["\n", "\n"]],
  ["[\\n\\t]", "x\u2028y\r\nz", ["\n"]],
  ["[\\b]", "", []],
  ["[\\b]", "\u00e9\u0301x", []],
  ["\\07", "\u0007\u0000", ["\u0007"]],
  ["[\\07]", "\u0007\u0000", ["\u0007"]],
  ["\\0", "\u0007\u0000", ["\u0000"]],
  ["\u00e9", "\u00e9\u0301x", ["\u00e9"]],
  ["\ud83d\ude00", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00"]],
  ["[\ud83d\ude00\u00e9]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "\ud83d\ude00", "\ud83d\ude00"]],
  [".", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "a", "\ud83d\ude00", "\ud83d\ude00"]],
  ["(.)\\1", "aaaa", ["a", "a"]],
  ["(.)\\1", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00"]],
  ["a|", "\u00e9\u0301x", ["", "", "", ""]],
  ["(a|b)*?", "ab", ["", "a", "", "b", ""]],
  ["(a|b)*?", "\u00e9\u0301x", ["", "", "", ""]],
  ["(?i:a)B", "AB ab Ab", ["AB"]],
  ["\\101", "AB ab Ab", ["A", "A"]],
  ["[^\\n]+", "x\u2028y\r\nz", ["x\u2028y\r", "z"]],
  ["&&", "[a]&&--^x", ["&&"]],
  ["[a&&b]", "aaaa", ["a", "a", "a", "a"]],
  ["[a&&b]", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b"]],
  ["[[a]", "aaaa", ["a", "a", "a", "a"]],
  ["[[a]", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["\\w+(?=\\s)", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b", "d"]],
  ["(\\d+)\\s*$", "1,234.50 $5 -3", ["3"]],
  ["^\\s*(\\S+)", "a", ["a"]],
  ["^\\s*(\\S+)", "\u00e9\u0301x", ["\u00e9\u0301x"]],
  ["([A-J])[^A-J]*$", "AB ab Ab", ["A"]],
  ["\\\\boxed\\{(.*)\\}", "(A) \\boxed{4{2}} a-b.c/d", ["4{2}"]],
  ["(?:answer|Answer)\\s*:?\\s*\\(?([A-D])", "", []],
  ["(?:answer|Answer)\\s*:?\\s*\\(?([A-D])", "\u00e9\u0301x", []],
  ["\\(([A-Z])\\)", "the answer is (B).\nQ", ["B"]],
  ["[Tt]he (?:best )?answer is \\(?([A-D])\\)?", "the answer is (B).\nQ", ["B"]],
  [
    "(-?[$0-9.,]{2,})|(-?[0-9]+)",
    "1,234.50 $5 -3",
    [
      ["1,234.50", ""],
      ["$5", ""],
      ["", "-3"],
    ],
  ],
  ["^(?:.*\\n)*?x", "x\u2028y\r\nz", ["x"]],
  ["\\$", "1,234.50 $5 -3", ["$"]],
  ["(?s:.)", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["\ud83d\ude00", "a", "\ud83d\ude00", "\ud83d\ude00"]],
  ["(?-i:a)", "aaaa", ["a", "a", "a", "a"]],
  ["(?-i:a)", "\ud83d\ude00a\ud83d\ude00\ud83d\ude00", ["a"]],
  ["(?u)\\w", "aaaa", ["a", "a", "a", "a"]],
  ["(?u)\\w", "a\u001cb\u0085c\ufeffd\u00a0e", ["a", "b", "c", "d", "e"]],
  ["'|\\\"", "", []],
  ["'|\\\"", "\u00e9\u0301x", []],
  ["[\\\"']", "", []],
  ["[\\\"']", "\u00e9\u0301x", []],
  ["\\'", "", []],
  ["\\'", "\u00e9\u0301x", []],
];

/** What CPython refuses to compile, too. */
const REFUSED: readonly string[] = ["[a--b]", "\\p", "\\z", "(", "[", "*a", "a**", "(?<x>a)", "[z-a]", "(?P<1>a)", "\\2"];

test.each(FOUND)("%j on %j finds what Python finds", (pattern, text, wanted) => {
  expect(compilePythonRegex(pattern).findAll(text)).toEqual(wanted);
});

test.each(REFUSED)("%j is refused", (pattern) => {
  expect(() => compilePythonRegex(pattern)).toThrow(SyntaxError);
});

test.each(["a++", "(?>a)", "(?(1)a|b)", "(?a)\\w"])("%j is refused, for JavaScript has no equal for it", (pattern) => {
  expect(() => compilePythonRegex(pattern)).toThrow(SyntaxError);
});

test("a pattern that begins with any text takes no quadratic time where it fails", () => {
  const text = "9".repeat(2_000_000);
  expect(compilePythonRegex("(?s).*#### ").remove(text)).toBe(text);
  expect(compilePythonRegex("(?s).*?a").findAll("xaya z")).toEqual(["xa", "ya"]);
  expect(compilePythonRegex("(?s).*x|b").findAll("abc")).toEqual(["b"]);
});

describe("replace", () => {
  test.each([
    ["(a)(b)", "\\2\\1", "abab", 0, "baba"],
    ["(?P<x>a)", "<\\g<x>>", "aa", 1, "<a>a"],
    ["a", "\\g<0>\\n", "a", 0, "a\n"],
    ["x*", "-", "abxd", 0, "-a-b--d-"],
    ["a", "$&", "a", 0, "$&"],
    ["a", "", "bab", 0, "bb"],
  ])("%j by %j in %j", (pattern, replacement, text, count, wanted) => {
    expect(compilePythonRegex(pattern).replace(text, replacement, count)).toBe(wanted);
  });
});
