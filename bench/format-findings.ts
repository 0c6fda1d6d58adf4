import { budgetKey, type Budgets } from "./check-budgets.ts";
import type { Finding } from "./summarize.ts";

const HEADS = ["row", "load", "figure", "against", "ours / theirs", "min", "max", "goal", "ours", "theirs"];
const DIGITS = 3;

/** The findings as a table: ratios with their minimum and maximum first, the figures behind them last. */
export function formatFindings(findings: readonly Finding[], budgets: Budgets): string {
  const rows = findings.map((finding) => {
    const sign = finding.kind === "difference" ? (value: number) => `${value >= 0 ? "+" : ""}${short(value)}` : short;
    const goal = budgets[budgetKey(finding)]?.goal;
    const wanted = goal === undefined ? "" : `${finding.better === "lower" ? "<=" : ">="} ${goal}`;
    const { row, plan, label, peer, median, min, max, ours, theirs } = finding;
    return [row, plan, label, peer, sign(median), sign(min), sign(max), wanted, short(ours), short(theirs)];
  });
  const widths = HEADS.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [HEADS, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("\n");
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(DIGITS);
}
