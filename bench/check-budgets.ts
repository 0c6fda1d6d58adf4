import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "./summarize.ts";

/** What a figure should reach, and what it must not miss in CI. Figures of seconds have no budget: other programs decide them too. */
export interface Budget {
  goal: number;
  budget?: number;
}

/** Budgets by `row | plan | metric | peer`. */
export type Budgets = Readonly<Record<string, Budget>>;

/** Reads `budgets.json`. */
export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(join(import.meta.dirname, "budgets.json"), "utf8")) as Budgets;
}

/** The finding's place in the budgets. */
export function budgetKey({ row, plan, metric, peer }: Finding): string {
  return [row, plan, metric, peer].join(" | ");
}

/** A sentence for each finding that misses its budget. */
export function checkBudgets(findings: readonly Finding[], budgets: Budgets): string[] {
  return findings.flatMap((finding) => {
    const limit = budgets[budgetKey(finding)]?.budget;
    if (limit === undefined) return [];
    const isMissed = finding.better === "lower" ? finding.median > limit : finding.median < limit;
    const bound = finding.better === "lower" ? "at most" : "at least";
    return isMissed ? [`${budgetKey(finding)}: ${finding.median.toFixed(3)}, must be ${bound} ${limit}.`] : [];
  });
}
