import type { BracketView, LeaderboardRow, RunDetail, RunResult, TaskResult } from "../../evals/index.ts";
import { formatTable } from "../format-table.ts";
import { renderRace } from "./render-race.ts";

const METRIC_COLUMNS = [
  { head: "task" },
  { head: "worker" },
  { head: "n", isNumber: true },
  { head: "metric" },
  { head: "value", isNumber: true },
  { head: "stderr", isNumber: true },
  { head: "95 % interval" },
  { head: "errors" },
];

const LEADERBOARD_COLUMNS = [
  { head: "rank", isNumber: true },
  { head: "worker" },
  { head: "score", isNumber: true },
  { head: "stderr", isNumber: true },
  { head: "95 % interval" },
  { head: "n", isNumber: true },
  { head: "failed", isNumber: true },
  { head: "bracket", isNumber: true },
];

/** A run's results as two tables: metrics per task and worker, and the leaderboard with its tie brackets. */
export function renderResult({ run, tasks, leaderboard, brackets }: RunResult, { race }: Pick<RunDetail, "race"> = { race: null }): string {
  const metrics = Object.entries(tasks).flatMap(([name, task]) => [
    ...taskRows(name, task),
    ...Object.entries(task.subtasks ?? {}).flatMap(([subtask, result]) => taskRows(` - ${subtask}`, result)),
  ]);
  return [
    formatTable(METRIC_COLUMNS, metrics),
    "",
    formatTable(LEADERBOARD_COLUMNS, leaderboard.map(leaderboardRow)),
    "",
    ...(race ? [renderRace(race), ""] : []),
    ...brackets.map(bracketLine),
    "Workers of one bracket are not told apart by this evidence; a rank is the range that remains possible.",
    `Run ${run}: \`assay run show ${run}\`, \`assay run compare ${run} A B\`.`,
  ].join("\n");
}

function taskRows(name: string, { workers }: Pick<TaskResult, "workers">): string[][] {
  return Object.entries(workers).flatMap(([worker, { n, metrics, intervals, errors }]) => {
    const faults = Object.entries(errors)
      .map(([fault, count]) => `${fault}: ${count}`)
      .join(", ");
    const values = Object.entries(metrics).filter(([key]) => !key.includes("_stderr,"));
    if (values.length === 0) return [[name, worker, String(n), "", "", "", "", faults]];
    return values.map(([key, value]) => {
      const stderr = metrics[key.replace(",", "_stderr,")] ?? null;
      return [name, worker, String(n), key, decimals(value), decimals(stderr), intervals[key]?.map(decimals).join(" to ") ?? "", faults];
    });
  });
}

function bracketLine({ bracket, workers, documentsNeeded, isEnough }: BracketView): string {
  const more =
    documentsNeeded === null
      ? "no number of documents at these rates would tell them apart"
      : `about ${documentsNeeded} more documents would tell them apart${isEnough ? "" : ": more than this run has left"}`;
  return `Bracket ${bracket} (${workers.join(", ")}): ${more}.`;
}

function leaderboardRow(row: LeaderboardRow): string[] {
  const rank = row.rankBest === row.rankWorst ? String(row.rankBest) : `${row.rankBest}-${row.rankWorst}`;
  const worker = row.simulated ? `${row.worker} (simulated)` : row.worker;
  const interval = row.low === null ? "" : `${decimals(row.low)} to ${decimals(row.high)}`;
  return [rank, worker, decimals(row.score), decimals(row.stderr), interval, String(row.n), String(row.failed), String(row.bracket)];
}

/** Four decimals, as the harness prints; nothing for a missing value. */
export function decimals(value: number | null): string {
  return value === null ? "" : value.toFixed(4);
}
