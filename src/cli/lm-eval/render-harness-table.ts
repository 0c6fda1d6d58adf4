import type { HarnessReport } from "../../evals/index.ts";
import { plainText } from "../plain-text.ts";

type Part = "results" | "groups";
interface Column {
  head: string;
  isNumber?: boolean;
}

const HEADS: readonly Column[] = [
  { head: "Version", isNumber: true },
  { head: "Filter" },
  { head: "n-shot", isNumber: true },
  { head: "Metric" },
  { head: "" },
  { head: "Value", isNumber: true },
  { head: "" },
  { head: "Stderr", isNumber: true },
  { head: "95 % interval" },
];

/** The harness's table of tasks, or of groups, with intervals behind the standard errors; null where there is nothing. */
export function renderHarnessTable(report: HarnessReport, part: Part): string | null {
  const rows = Object.entries(report[part] ?? {}).flatMap(([name, row]) => rowsOf(report, name, row));
  if (rows.length === 0) return null;
  return markdown([{ head: part === "results" ? "Tasks" : "Groups" }, ...HEADS], rows);
}

function rowsOf(report: HarnessReport, name: string, row: Record<string, number | string>): string[][] {
  const values = Object.entries(row)
    .filter(([key]) => key.includes(",") && !key.includes("_stderr,"))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return values.map(([key, value], index) => {
    const comma = key.indexOf(",");
    const [metric, filter] = [key.slice(0, comma), key.slice(comma + 1)];
    const stderr = row[`${metric}_stderr,${filter}`];
    const isHigherBetter = report.higher_is_better[name]?.[metric];
    const interval = report.assay.intervals[name]?.[key];
    return [
      index === 0 ? String(row["alias"] ?? name) : "",
      index === 0 ? toVersion(report.versions[name]) : "",
      filter,
      String(report["n-shot"][name] ?? ""),
      metric,
      isHigherBetter === true ? "↑" : isHigherBetter === false ? "↓" : "",
      toFixed(value),
      stderr === undefined ? "" : "±",
      stderr === undefined ? "" : stderr === "N/A" ? "N/A" : toFixed(stderr),
      interval ? `${toFixed(interval[0])} to ${toFixed(interval[1])}` : "",
    ];
  });
}

function toFixed(value: number | string): string {
  return typeof value === "number" ? value.toFixed(4) : value;
}

/** Versions are floats there. */
function toVersion(version: number | string | undefined): string {
  if (version === undefined) return "N/A";
  return typeof version === "number" && Number.isInteger(version) ? version.toFixed(1) : String(version);
}

/** A table as pytablewriter's MarkdownTableWriter draws it: heads in the middle, numbers at the end. */
function markdown(columns: readonly Column[], rows: readonly string[][]): string {
  const safe = rows.map((row) =>
    row.map((cell) =>
      plainText(cell)
        .replaceAll(/\s*\n\s*/g, " ")
        .replaceAll("|", "\\|"),
    ),
  );
  const widths = columns.map(({ head }, at) => Math.max(3, head.length, ...safe.map((row) => (row[at] ?? "").length)));
  return [
    line(columns.map(({ head }, at) => centred(head, widths[at] ?? 0))),
    line(columns.map(({ isNumber }, at) => "-".repeat((widths[at] ?? 0) - (isNumber ? 1 : 0)) + (isNumber ? ":" : ""))),
    ...safe.map((row) =>
      line(row.map((cell, at) => (columns[at]?.isNumber ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))),
    ),
  ].join("\n");
}

const line = (cells: readonly string[]) => `|${cells.join("|")}|`;

function centred(text: string, width: number): string {
  const left = Math.floor((width - text.length) / 2);
  return " ".repeat(left) + text + " ".repeat(width - text.length - left);
}
