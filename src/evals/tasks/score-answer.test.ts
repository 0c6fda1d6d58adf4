import { expect, test } from "vitest";

import { restoreTask } from "./restore-task.ts";
import { scoreAnswer } from "./score-answer.ts";

const CONFIG = { task: "t", dataset_path: "a/b", test_split: "test", doc_to_text: "{{q}}", doc_to_target: "{{a}}" };
const regex = (pattern: string, select = 0) => [
  { function: "regex", regex_pattern: pattern, group_select: select },
  { function: "take_first" },
];
const NUMBERS = {
  filter_list: [
    { name: "first", filter: regex(String.raw`(\d+)`) },
    { name: "second", filter: regex(String.raw`(\d+)`, 1) },
  ],
  metric_list: [{ metric: "exact_match" }],
};

test("every filter has its result; the headline is the first one's, or the one that is named", () => {
  const task = restoreTask({ ...CONFIG, ...NUMBERS });
  const score = scoreAnswer(task, { a: 8 }, "7 or 8");
  expect(score).toEqual({
    results: {
      first: { extracted: "7", metrics: { exact_match: 0 } },
      second: { extracted: "8", metrics: { exact_match: 1 } },
    },
    headline: 0,
  });
  const named = restoreTask({ ...CONFIG, ...NUMBERS, metadata: { assay: { headline: "exact_match,second" } } });
  expect(scoreAnswer(named, { a: 8 }, "7 or 8").headline).toBe(1);
});

test("what is not there to be taken scores 0 and stops nothing", () => {
  const { results } = scoreAnswer(restoreTask({ ...CONFIG, ...NUMBERS }), { a: 8 }, "8");
  expect(results["second"]).toEqual({ extracted: "[invalid]", metrics: { exact_match: 0 } });
});

test("any of several references is right, and numbers compare as texts", () => {
  const task = restoreTask({ ...CONFIG, doc_to_target: "a" });
  expect(["x", "2", "z"].map((text) => scoreAnswer(task, { a: ["x", 2] }, text).headline)).toEqual([1, 1, 0]);
});

test("a filter may leave a list or nothing", () => {
  const map = [{ function: "map", mapping_dict: { yes: "1" } }, { function: "take_first" }];
  const mapped = restoreTask({ ...CONFIG, filter_list: [{ name: "m", filter: map }] });
  expect(scoreAnswer(mapped, { a: "1" }, "yes").results["m"]).toEqual({ extracted: "1", metrics: { exact_match: 1 } });
  expect(scoreAnswer(mapped, { a: "None" }, "no").results["m"]).toEqual({ extracted: "[invalid]", metrics: { exact_match: 0 } });
});

test("nothing in an answer can break the scoring", () => {
  const task = restoreTask({ ...CONFIG, ...NUMBERS });
  for (const text of ["", "\0", "\ud800", "9".repeat(100_000), "😀".repeat(1000), "\u2028\r\n"]) {
    expect(scoreAnswer(task, { a: "8" }, text).headline).toBe(0);
  }
});
