import { expect, test } from "vitest";

import { compileFilters, type FilterStep } from "./compile-filters.ts";

const FIRST: FilterStep = { function: "take_first" };

function apply(steps: FilterStep[], responses: string[], document: Record<string, unknown> = {}): unknown {
  return compileFilters("f", steps).apply(responses, document);
}

test("regex: the selected match, the first group that is not empty, stripped; else the fallback", () => {
  const numbers = { function: "regex", regex_pattern: "(-?[$0-9.,]{2,})|(-?[0-9]+)" };
  expect(apply([{ ...numbers, group_select: -1 }, FIRST], ["12 then 7"])).toBe("7");
  expect(apply([numbers, FIRST], ["12 then 7"])).toBe("12");
  expect(apply([numbers, FIRST], ["none"])).toBe("[invalid]");
  expect(apply([{ ...numbers, fallback: "?" }, FIRST], [""])).toBe("?");
  expect(apply([{ function: "regex" }, FIRST], ["so #### 1,234"])).toBe("1,234");
  expect(() => apply([{ ...numbers, group_select: 2 }, FIRST], ["12 then 7"])).toThrow(RangeError);
});

test("transformations work on every response", () => {
  expect(apply([{ function: "lowercase" }], ["A", "ß"])).toEqual(["a", "ß"]);
  expect(apply([{ function: "uppercase" }, FIRST], ["ß"])).toBe("SS");
  expect(apply([{ function: "remove_whitespace" }, FIRST], [" \n x "])).toBe("x ");
  expect(apply([{ function: "map", mapping_dict: { a: 1 }, default_value: 0 }], ["a", "b"])).toEqual([1, 0]);
});

test("selections: one, some, the most frequent", () => {
  const responses = ["x", "y", "y"];
  expect(apply([FIRST], responses)).toBe("x");
  expect(apply([{ function: "take_first_k", k: 2 }], responses)).toEqual(["x", "y"]);
  expect(apply([{ function: "majority_vote" }, FIRST], responses)).toBe("y");
  expect(() => apply([{ function: "take_first_k", k: 4 }], responses)).toThrow("raise repeats");
});

test("multi_choice_regex: the pattern, else a choice by its text, else a letter behind a colon", () => {
  const step = { function: "multi_choice_regex", regex_pattern: String.raw`(\([A-Z]\))`, ignore_case: true, ignore_punctuation: true };
  const choices = { choices: ["Paris", "(x+y)"] };
  expect(apply([step], ["it is (B)", "PARIS!", "x+y", ": B", "none"], choices)).toEqual(["(B)", "(A)", "(B)", "(B)", "[invalid]"]);
});

test("format_span: labelled names, without none", () => {
  expect(apply([{ function: "format_span" }, FIRST], ["Person: Ada, none\nLocation: Paris"])).toBe("per: ada $ loc: paris");
});

test("faulty chains are refused", () => {
  expect(() => apply([{ function: "constructor" }], [])).toThrow("The filter constructor of f is unknown.");
  expect(() => apply([{ function: "regex", regex_pattern: 3 }], [])).toThrow("The filter regex of f is faulty");
  expect(() => apply([FIRST, { function: "lowercase" }], ["a"])).toThrow("a filter stands after take_first");
});
