import type { RunResult, TaskResult } from "../api/types.ts";

/** One line of the results: a task, or a task of the group above it. */
export interface ResultLine {
  task: string;
  isSubtask: boolean;
  n: number;
  workers: TaskResult["workers"];
}

/** Every task, each group followed by its own tasks. */
export function listResults(result: RunResult): ResultLine[] {
  const lines: ResultLine[] = [];
  for (const [task, { n, workers, subtasks }] of Object.entries(result.tasks)) {
    lines.push({ task, isSubtask: false, n, workers });
    for (const [name, subtask] of Object.entries(subtasks ?? {})) lines.push({ task: name, isSubtask: true, ...subtask });
  }
  return lines;
}

const STANDARD_ERROR = /_stderr(,|$)/;

/** Names of the metrics (`metric,filter`) in any line, in the order they come. */
export function listMetrics(lines: readonly ResultLine[]): string[] {
  const names = lines.flatMap(({ workers }) => Object.values(workers).flatMap(({ metrics }) => Object.keys(metrics)));
  return [...new Set(names)].filter((name) => !STANDARD_ERROR.test(name));
}

/** `exact_match,strict-match` has the standard error `exact_match_stderr,strict-match`. */
export function standardErrorName(metric: string): string {
  const [name, ...filter] = metric.split(",");
  return [`${name}_stderr`, ...filter].join(",");
}
