import { expect, test } from "vitest";
import { checkBudgets } from "./check-budgets.ts";
import { formatFindings } from "./format-findings.ts";
import type { Plan } from "./row.ts";
import { runPlan } from "./run-plan.ts";
import { median, summarize } from "./summarize.ts";

const PLAN: Plan = {
  name: "32 in flight",
  subjects: [
    { name: "assay", measure: async () => ({}) },
    { name: "peer", measure: async () => ({}) },
  ],
  comparisons: [
    { metric: "cpuUs", label: "CPU (µs)", kind: "ratio", better: "lower" },
    { metric: "firstP50", label: "first byte (ms)", kind: "difference", better: "lower" },
  ],
};
const ROUNDS = new Map([
  [
    "assay",
    [
      { cpuUs: 10, firstP50: 3 },
      { cpuUs: 30, firstP50: 5 },
      { cpuUs: 12, firstP50: 4 },
    ],
  ],
  [
    "peer",
    [
      { cpuUs: 20, firstP50: 2 },
      { cpuUs: 15, firstP50: 2 },
      { cpuUs: 12, firstP50: 2 },
    ],
  ],
]);

test("ours is compared with the peer of the same round, and the middle of the rounds counts", () => {
  expect(summarize("gateway", PLAN, ROUNDS)).toMatchObject([
    { metric: "cpuUs", peer: "peer", median: 1, min: 0.5, max: 2, ours: 12, theirs: 15, rounds: 3 },
    { metric: "firstP50", peer: "peer", median: 2, min: 1, max: 3, ours: 4, theirs: 2, rounds: 3 },
  ]);
});

test("a figure that one side does not have is not compared", () => {
  expect(
    summarize(
      "gateway",
      PLAN,
      new Map([
        ["assay", [{ cpuUs: 1 }]],
        ["peer", [{}]],
      ]),
    ),
  ).toEqual([]);
});

test("the median of an even number lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test("a budget is missed beyond its bound, in the direction that is worse", () => {
  const findings = summarize("gateway", PLAN, ROUNDS);
  const key = "gateway | 32 in flight | cpuUs | peer";
  expect(checkBudgets(findings, { [key]: { goal: 0.5, budget: 1 } })).toEqual([]);
  expect(checkBudgets(findings, { [key]: { goal: 0.5, budget: 0.9 } })).toEqual([`${key}: 1.000, must be at most 0.9.`]);
  const higher = findings.map((finding) => Object.assign(finding, { better: "higher" as const }));
  expect(checkBudgets(higher, { [key]: { goal: 2, budget: 1.5 } })).toEqual([`${key}: 1.000, must be at least 1.5.`]);
});

test("subjects take turns, and each begins as often as the others", async () => {
  const order: string[] = [];
  const subject = (name: string) => ({
    name,
    measure: async () => {
      order.push(name);
      return { count: order.length };
    },
  });
  const rounds = await runPlan({ ...PLAN, subjects: [subject("A"), subject("B")] }, 3);
  expect(order).toEqual(["A", "B", "B", "A", "A", "B"]);
  expect(rounds.get("A")).toEqual([{ count: 1 }, { count: 4 }, { count: 5 }]);
});

test("the table shows the ratio with its range and the goal", () => {
  const findings = summarize("gateway", PLAN, ROUNDS);
  const table = formatFindings(findings, { "gateway | 32 in flight | cpuUs | peer": { goal: 1.5, budget: 2 } });
  expect(table).toMatch(/gateway +32 in flight +CPU \(µs\) +peer +1\.00 +0\.500 +2\.00 +<= 1\.5 +12\.0 +15\.0/);
  expect(table).toMatch(/first byte \(ms\) +peer +\+2\.00 +\+1\.00 +\+3\.00/);
});
