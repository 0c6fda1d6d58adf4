import { expect, test } from "vitest";
import { emptyOutcomes } from "../evaluating/tally.ts";
import type { RunTaskRow } from "../runs/store.ts";
import { taskResults } from "./task-results.ts";

const task = (name: string, instanceCount: number): RunTaskRow => ({
  name,
  config: {},
  groups: ["g"],
  datasetId: null,
  firstOrdinal: 0,
  instanceCount,
});
const score = (name: string, scored: number, right: number) => ({
  uid: 1,
  task: name,
  scored,
  failed: 0,
  faults: {},
  sums: { "acc,none": [right, right] as [number, number] },
  outcomes: emptyOutcomes(0),
});

test("a group's mean is weighted by size, its standard error pooled as the harness pools it", () => {
  const results = taskResults(["g"], [task("a", 10), task("b", 30)], [{ uid: 1, name: "w" }], [score("a", 10, 5), score("b", 30, 24)]);
  const subtasks = results["g"]?.subtasks;
  // lm-evaluation-harness: stderr(a) = sqrt(.25 * 10 / 9 / 10), stderr(b) = sqrt(.16 * 30 / 29 / 30);
  // pooled = sqrt((9 * .027778 * 10 + 29 * .0055172 * 30) / (40 - 2) / 40).
  expect(results["g"]?.workers["w"]?.metrics["acc,none"]).toBeCloseTo(29 / 40, 12);
  expect(results["g"]?.workers["w"]?.metrics["acc_stderr,none"]).toBeCloseTo(Math.sqrt((2.5 + 4.8) / 38 / 40), 12);
  expect(Object.keys(subtasks ?? {})).toEqual(["a", "b"]);
  // Wilson's interval of 5 of 10; Student's t with 38 degrees of freedom around the pooled error.
  expect(subtasks?.["a"]?.workers["w"]?.intervals["acc,none"]).toEqual([expect.closeTo(0.2366, 4), expect.closeTo(0.7634, 4)]);
  const half = 2.0244 * Math.sqrt((2.5 + 4.8) / 38 / 40);
  expect(results["g"]?.workers["w"]?.intervals["acc,none"]).toEqual([expect.closeTo(0.725 - half, 4), expect.closeTo(0.725 + half, 4)]);
  expect(subtasks?.["a"]?.workers["w"]?.metrics["acc_stderr,none"]).toBeCloseTo(Math.sqrt(0.25 / 9), 12);
});

test("one sample has no standard error, none has no metric", () => {
  const results = taskResults(
    ["a"],
    [task("a", 2)],
    [
      { uid: 1, name: "w" },
      { uid: 2, name: "v" },
    ],
    [score("a", 1, 1)],
  );
  expect(results["a"]).toMatchObject({
    n: 2,
    workers: { w: { n: 1, metrics: { "acc,none": 1, "acc_stderr,none": null }, intervals: {} }, v: { n: 0, metrics: {}, intervals: {} } },
  });
  expect(results["a"]).not.toHaveProperty("subtasks");
});
