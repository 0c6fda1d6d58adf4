import { groupMeanOf, type Mean, meanOf } from "../metrics/index.ts";
import { fewshotCountOf } from "./create-request-builder.ts";
import type { Task, TaskGroup } from "./task.ts";

/** A task's values: a list of one number a document for each "metric,filter". */
export type TaskValues = Readonly<Record<string, readonly number[]>>;

/** What `results_*.json` of lm-evaluation-harness says of tasks and groups, in its words. */
export interface HarnessResults {
  results: Record<string, Record<string, number | string>>;
  groups: Record<string, Record<string, number | string>>;
  group_subtasks: Record<string, string[]>;
  versions: Record<string, number | string>;
  "n-shot": Record<string, number>;
  higher_is_better: Record<string, Record<string, boolean | null>>;
}

/** By "metric,filter": totals that are not the mean of the values. */
export type TaskTotals = Readonly<Record<string, Mean>>;

interface Settings {
  numFewshot?: number | undefined;
  /** By task; what is not there is averaged. */
  totals?: ReadonlyMap<string, TaskTotals>;
}

/**
 * Aggregates values as the harness does: means (or the totals that are given) with standard errors a task, then groups with pooled ones. An error that cannot
 * be known is "N/A". Names are indented by the groups they stand in.
 * @param resolved the tasks that were run, with the groups over them
 * @param values by task
 */
export function harnessResults(
  resolved: { tasks: readonly Task[]; groups: readonly TaskGroup[] },
  values: ReadonlyMap<string, TaskValues>,
  settings: Settings = {},
): HarnessResults {
  const { tasks, groups } = resolved;
  const depthOf = depthsOf(groups);
  const found = new Map(tasks.map(({ name }) => [name, { values: values.get(name) ?? {}, totals: settings.totals?.get(name) ?? {} }]));
  const rowsOfTasks = tasks.map((task) => [task.name, taskRow(task, found.get(task.name), depthOf(task.name))] as const);
  const rowsOfGroups = groups
    .filter(({ aggregates }) => aggregates.length > 0)
    .map((group) => [group.name, groupRow(group, found, depthOf(group.name))] as const);
  const grouped = new Set(groups.flatMap(({ taskNames }) => taskNames));
  const alone = tasks.filter(({ name }) => !grouped.has(name)).map(({ name }): [string, string[]] => [name, []]);
  return {
    results: Object.fromEntries([...rowsOfGroups, ...rowsOfTasks]),
    groups: Object.fromEntries(rowsOfGroups),
    group_subtasks: Object.fromEntries([...alone, ...groups.map((group): [string, string[]] => [group.name, subtasksOf(group, groups)])]),
    versions: Object.fromEntries([...tasks.flatMap(versionOfTask), ...groups.flatMap(versionOfGroup)]),
    "n-shot": Object.fromEntries(tasks.map((task) => [task.name, fewshotCountOf(task, settings.numFewshot)])),
    higher_is_better: Object.fromEntries([...tasks.map(directions), ...groups.map((group) => directionsOfGroup(group, tasks))]),
  };
}

/** How many groups a name stands under. */
function depthsOf(groups: readonly TaskGroup[]): (name: string) => number {
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const above = groups.filter((group) => group.groupNames.includes(name) || subtasksOf(group, groups).includes(name));
    const depth = above.length === 0 ? 0 : 1 + Math.min(...above.map((group) => depthOf(group.name)));
    depths.set(name, depth);
    return depth;
  };
  return depthOf;
}

/** The groups directly below, or the tasks that are in none of those. */
function subtasksOf(group: TaskGroup, groups: readonly TaskGroup[]): string[] {
  const within = new Set(groups.filter(({ name }) => group.groupNames.includes(name)).flatMap(({ taskNames }) => taskNames));
  return [...group.groupNames, ...group.taskNames.filter((name) => !within.has(name))];
}

function aliasOf(alias: string, depth: number): string {
  return depth === 0 ? alias : `${" ".repeat(depth)}- ${alias}`;
}

interface Found {
  values: TaskValues;
  totals: TaskTotals;
}

/** One metric over a task's documents; null where there is none. */
function totalIn(found: Found | undefined, key: string): Mean | null {
  return found?.totals[key] ?? meanOf(found?.values[key] ?? []);
}

function taskRow(task: Task, found: Found | undefined, depth: number): Record<string, number | string> {
  const row: Record<string, number | string> = { alias: aliasOf(task.alias, depth) };
  for (const key of Object.keys(found?.values ?? {})) {
    const mean = totalIn(found, key);
    if (mean === null) continue;
    row[key] = mean.value;
    row[key.replace(",", "_stderr,")] = mean.stderr ?? "N/A";
  }
  return row;
}

function groupRow(group: TaskGroup, found: ReadonlyMap<string, Found>, depth: number): Record<string, number | string> {
  const row: Record<string, number | string> = {};
  const keys = new Set(group.taskNames.flatMap((name) => Object.keys(found.get(name)?.values ?? {})));
  for (const { metric, filters, isWeightedBySize } of group.aggregates) {
    const wanted =
      filters.length === 0 ? [...keys].filter((key) => key.startsWith(`${metric},`)) : filters.map((name) => `${metric},${name}`);
    for (const key of wanted.filter((name) => keys.has(name))) {
      const parts = group.taskNames.flatMap((name) => {
        const mean = totalIn(found.get(name), key);
        return mean === null ? [] : [{ ...mean, size: found.get(name)?.values[key]?.length ?? 0 }];
      });
      const mean = groupMeanOf(parts, isWeightedBySize);
      if (mean === null) continue;
      row[key] = mean.value;
      row[key.replace(",", "_stderr,")] = mean.stderr ?? "N/A";
    }
  }
  return { ...row, alias: aliasOf(group.alias, depth) };
}

function versionOfTask({ name, config }: Task): [string, number | string][] {
  const version = config.metadata?.["version"];
  return typeof version === "number" || typeof version === "string" ? [[name, version]] : [];
}

function versionOfGroup({ name, version }: TaskGroup): [string, number | string][] {
  if (version === null) return [];
  return [[name, Number.isNaN(Number(version)) ? version : Number(version)]];
}

function directions({ name, directionOf }: Task): [string, Record<string, boolean>] {
  return [name, { ...directionOf }];
}

/** Null where tasks differ. */
function directionsOfGroup(group: TaskGroup, tasks: readonly Task[]): [string, Record<string, boolean | null>] {
  const all: Record<string, boolean | null> = {};
  for (const task of tasks.filter(({ name }) => group.taskNames.includes(name))) {
    for (const [metric, isHigher] of Object.entries(task.directionOf))
      all[metric] = metric in all && all[metric] !== isHigher ? null : isHigher;
  }
  return [group.name, all];
}
