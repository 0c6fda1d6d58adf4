import { totalOf } from "../metrics/index.ts";
import { aggregationOf } from "../tasks/index.ts";
import { scoreInterval } from "./score-interval.ts";
import type { RunTaskRow } from "../runs/store.ts";
import type { TaskResult } from "../views.ts";
import type { ScoreRow } from "./store.ts";

type AggregatedConfig = Parameters<typeof aggregationOf>[0];
type ConfiguredScore = ScoreRow & { config: AggregatedConfig };
type WorkerResult = TaskResult["workers"][string];

interface Named {
  uid: number;
  name: string;
}

/**
 * Results under each name that was asked for. A name that stands for several tasks (a group, tag or wildcard) gets the
 * harness's group numbers: means weighted by size and pooled standard errors, with its tasks beneath.
 */
export function taskResults(
  requested: readonly string[],
  tasks: readonly RunTaskRow[],
  workers: readonly Named[],
  scores: readonly ScoreRow[],
): Record<string, TaskResult> {
  const results: Record<string, TaskResult> = {};
  const find = (task: string, uid: number) => scores.find((score) => score.task === task && score.uid === uid);
  for (const name of requested) {
    const members = tasks.filter((task) => task.name === name || task.groups.includes(name));
    const subtasks = Object.fromEntries(members.map((task) => [task.name, resultOf([task], workers, find)]));
    const isGroup = members.length !== 1 || members[0]?.name !== name;
    results[name] = { ...resultOf(members, workers, find), ...(isGroup && { subtasks }) };
  }
  return results;
}

function resultOf(
  members: readonly RunTaskRow[],
  workers: readonly Named[],
  find: (task: string, uid: number) => ScoreRow | undefined,
): { n: number; workers: Record<string, WorkerResult> } {
  const ofWorker = ({ uid }: Named): WorkerResult => {
    const scores = members.flatMap((task) => {
      const score = find(task.name, uid);
      return score ? [{ ...score, config: task.config as AggregatedConfig }] : [];
    });
    const errors: Record<string, number> = {};
    for (const [fault, count] of scores.flatMap((score) => Object.entries(score.faults))) errors[fault] = (errors[fault] ?? 0) + count;
    return { n: scores.reduce((sum, score) => sum + score.scored, 0), ...pooledMetrics(scores), errors };
  };
  return {
    n: members.reduce((sum, task) => sum + task.instanceCount, 0),
    workers: Object.fromEntries(workers.map((worker) => [worker.name, ofWorker(worker)])),
  };
}

/**
 * `metric,filter` and its stderr over the tasks. One task: mean and sample deviation / sqrt(n). Several:
 * lm-evaluation-harness's aggregate_subtask_metrics (weighted by size) and pooled_sample_stderr.
 */
function pooledMetrics(scores: readonly ConfiguredScore[]): Pick<WorkerResult, "metrics" | "intervals"> {
  const answered = scores.filter((score) => score.scored > 0);
  const names = new Set(answered.flatMap((score) => Object.keys(score.sums)));
  const metrics: Record<string, number | null> = {};
  const intervals: WorkerResult["intervals"] = {};
  for (const name of names) {
    const [metric, filter] = splitName(name);
    const parts = answered.flatMap(({ sums, scored: n, config }) => {
      const own = sums[name];
      return own ? [{ ...totalOf(aggregationOf(config, metric), own, n), n }] : [];
    });
    const n = parts.reduce((sum, part) => sum + part.n, 0);
    const value = parts.reduce((sum, part) => sum + part.value * part.n, 0) / n;
    const stderr = pooledError(parts, n);
    metrics[name] = value;
    metrics[`${metric}_stderr,${filter}`] = stderr;
    const interval = scoreInterval({ value, stderr, n, parts: parts.length });
    if (interval) intervals[name] = interval;
  }
  return { metrics, intervals };
}

/** @param n documents of all parts */
function pooledError(parts: readonly { stderr: number | null; n: number }[], n: number): number | null {
  if (n <= parts.length || parts.some((part) => part.stderr === null && part.n > 1)) return null;
  const squares = parts.reduce((sum, { stderr, n: own }) => sum + (stderr ?? 0) ** 2 * own * (own - 1), 0);
  return Math.sqrt(squares / (n - parts.length) / n);
}

function splitName(name: string): [metric: string, filter: string] {
  const comma = name.indexOf(",");
  return [name.slice(0, comma), name.slice(comma + 1)];
}
