import { describe, expect, test } from "vitest";

import { loadTaskIndex, resolveTasks } from "./index.ts";
import { restoreTask } from "./restore-task.ts";

const MINIMAL = { task: "t", dataset_path: "a/b", test_split: "test", doc_to_text: "{{q}}", doc_to_target: "a" };

test("a stored configuration makes the same task", async () => {
  const { tasks } = resolveTasks(await loadTaskIndex(), ["*"]);
  for (const task of tasks) {
    const restored = restoreTask(JSON.parse(JSON.stringify(task.config)));
    expect(JSON.stringify(restored)).toBe(JSON.stringify(task));
    expect(JSON.stringify(task.config)).not.toMatch(/"\/|node_modules/);
  }
});

describe("a task is refused, with a sentence that names it, when", () => {
  test.each([
    ["it is written in Python", { class: { "!function": "x/task.Squad" } }, "The task t is written in Python, which is not run here."],
    ["it needs a function", { doc_to_text: { "!function": "x/utils.text" } }, "The task t needs a function: utils.text."],
    ["it needs one deep inside", { fewshot_config: { samples: { "!function": "x/utils.shots" } } }, "needs a function: utils.shots"],
    ["a function is of another use", { process_docs: { "!function": "mmlu_pro/utils.doc_to_text" } }, "cannot be used as a process here"],
    ["it has nothing to choose from", { output_type: "multiple_choice" }, "The task t is multiple_choice and lacks doc_to_choice."],
    [
      "a filter is unknown",
      { filter_list: [{ name: "f", filter: [{ function: "nope" }] }] },
      "The filter nope of f is unknown. Known filters: regex",
    ],
    [
      "a pattern is wrong",
      { filter_list: [{ name: "f", filter: [{ function: "regex", regex_pattern: "(" }] }] },
      "The filter regex of f is faulty",
    ],
    [
      "a metric is unknown",
      { metric_list: [{ metric: "rouge" }] },
      "The task t cannot be scored. The metric rouge is unknown. Known metrics: exact_match",
    ],
    [
      "an aggregation is unknown",
      { metric_list: [{ metric: "exact_match", aggregation: "median" }] },
      "has the unknown aggregation median",
    ],
    [
      "a headline is none of its own",
      { metadata: { assay: { headline: "exact_match,x" } } },
      "has a headline that is none of its metrics and filters",
    ],
    ["a template is wrong", { doc_to_text: "{{ q" }, "doc_to_text of the task t is faulty: a }} is missing."],
    ["it names no dataset", { dataset_path: undefined }, "The task t names no dataset: it lacks dataset_path."],
    ["it names no split", { test_split: undefined }, "names neither a test_split nor a validation_split"],
    ["a value has another type", { num_fewshot: "many" }, "The task t is faulty: num_fewshot: "],
    ["our metadata has an unknown key", { metadata: { assay: { headlin: "x" } } }, "metadata.assay.headlin: is not a known field"],
  ])("%s", (_when, change, sentence) => {
    expect(() => restoreTask({ ...MINIMAL, ...change })).toThrow(sentence);
  });
});

test("an unknown key is kept, ignored and told", () => {
  const task = restoreTask({ ...MINIMAL, wieght: 3, should_decontaminate: true });
  expect(task.config["wieght"]).toBe(3);
  expect(task.warnings).toEqual(["The task t has the unknown key wieght; it is ignored."]);
});

test("what is left out gets the harness's defaults", () => {
  const task = restoreTask({ ...MINIMAL, validation_split: "val" });
  expect(task).toMatchObject({ alias: "t", split: "test", fewshot: { count: 0, split: "val", samples: null } });
  expect(task.metricKeys).toEqual(["exact_match,none"]);
  expect(task.headline).toEqual({ metric: "exact_match", filter: "none", isHigherBetter: true });
});

test("an answer is phrased so that it scores", () => {
  const task = restoreTask({ ...MINIMAL, metadata: { assay: { answer: "So: {{answer}}!" } } });
  expect([task.phraseAnswer("7"), restoreTask(MINIMAL).phraseAnswer("7")]).toEqual(["So: 7!", "7"]);
});
