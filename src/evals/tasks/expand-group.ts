import { z } from "zod";

import { AssayError } from "../../lib/errors.ts";
import { describeIssue } from "../../lib/describe-issue.ts";
import { matchNames } from "./match-names.ts";
import type { RawConfig } from "./read-task-file.ts";
import type { GroupAggregate, TaskGroup } from "./task.ts";
import type { TaskIndex } from "./task-index.ts";

/** What names stood for: configurations by task name, and the groups. */
export interface Expanded {
  configs: Map<string, RawConfig>;
  groups: TaskGroup[];
}

export interface GroupExpander {
  /** Adds a name of the index. */
  add(name: string): void;
  result(): Expanded;
}

const GROUP_KEYS = new Set(["group", "group_alias", "task", "aggregate_metric_list", "metadata", "include", "tag"]);
const MAX_DEPTH = 16;

const groupSchema = z.looseObject({
  group: z.string(),
  group_alias: z.string().nullish(),
  task: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])),
  aggregate_metric_list: z
    .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .nullish()
    .transform((list) => (list === null || list === undefined ? [] : Array.isArray(list) ? list : [list])),
  metadata: z.looseObject({ version: z.union([z.string(), z.number()]).nullish() }).nullish(),
});

const aggregateSchema = z.looseObject({
  metric: z.string(),
  // Some files have the text "True"; the harness takes any text for true.
  weight_by_size: z.union([z.boolean(), z.string().transform((text) => text !== "")]).default(true),
  filter_list: z.union([z.string(), z.array(z.string())]).nullish(),
});

/** What a name or an inline entry added: task names, and the groups directly named. */
interface Added {
  taskNames: string[];
  groupNames: string[];
}

/** Walks groups down to tasks. Overrides of a group go to everything below; an entry's own keys go under them. */
export function createGroupExpander(index: TaskIndex): GroupExpander {
  const configs = new Map<string, RawConfig>();
  const groups = new Map<string, TaskGroup>();

  function addNamed(name: string, overrides: RawConfig, depth: number): Added {
    const entry = index.entries.get(name);
    if (entry?.kind === "group") return addGroup(entry.config, overrides, depth);
    if (entry?.kind === "task") return addTask({ ...entry.config, ...overrides, task: name });
    const tagged = index.tags.get(name) ?? [];
    return { taskNames: tagged.flatMap((task) => addNamed(task, overrides, depth + 1).taskNames), groupNames: [] };
  }

  function addTask(config: RawConfig): Added {
    const name = String(config["task"]);
    configs.set(name, withoutNulls(config));
    return { taskNames: [name], groupNames: [] };
  }

  function addGroup(config: RawConfig, overrides: RawConfig, depth: number): Added {
    const group = parseGroup(config);
    if (depth > MAX_DEPTH) throw faultyGroup(group.group, "it contains itself, or too many levels");
    const below = { ...pushedDown(config), ...overrides };
    const added = group.task.map((entry) => addEntry(group.group, entry, below, depth + 1));
    groups.set(group.group, {
      name: group.group,
      alias: group.group_alias ?? group.group,
      taskNames: [...new Set(added.flatMap(({ taskNames }) => taskNames))],
      groupNames: [...new Set(added.flatMap(({ groupNames }) => groupNames))],
      aggregates: group.aggregate_metric_list.map((item) => toAggregate(group.group, item)),
      version: group.metadata?.version?.toString() ?? null,
    });
    return { taskNames: added.flatMap(({ taskNames }) => taskNames), groupNames: [group.group] };
  }

  function addEntry(group: string, entry: string | RawConfig, overrides: RawConfig, depth: number): Added {
    if (typeof entry === "string") {
      const names = matchNames(index, entry);
      if (names.length === 0) throw faultyGroup(group, `it names ${entry}, which does not exist`);
      return joined(names.map((name) => addNamed(name, overrides, depth)));
    }
    if (typeof entry["group"] === "string") return addGroup(entry, overrides, depth);
    const { task: name, ...own } = entry;
    if (typeof name !== "string") throw faultyGroup(group, "an entry of its task list names no task");
    const known = index.entries.has(name) || index.tags.has(name);
    return known ? addNamed(name, { ...own, ...overrides }, depth) : addTask({ ...own, ...overrides, task: name });
  }

  return {
    add: (name) => void addNamed(name, {}, 0),
    result: () => ({ configs, groups: [...groups.values()] }),
  };
}

function joined(parts: readonly Added[]): Added {
  return { taskNames: parts.flatMap(({ taskNames }) => taskNames), groupNames: parts.flatMap(({ groupNames }) => groupNames) };
}

function pushedDown(config: RawConfig): RawConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !GROUP_KEYS.has(key)));
}

function withoutNulls(config: RawConfig): RawConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));
}

function parseGroup(config: RawConfig): z.infer<typeof groupSchema> {
  const parsed = groupSchema.safeParse(config);
  if (parsed.success) return parsed.data;
  throw faultyGroup(String(config["group"]), describeIssue(parsed.error).message);
}

function toAggregate(group: string, item: unknown): GroupAggregate {
  const parsed = aggregateSchema.safeParse(item);
  if (!parsed.success) throw faultyGroup(group, describeIssue(parsed.error, "aggregate_metric_list").message);
  const { metric, weight_by_size: isWeightedBySize, filter_list: filters } = parsed.data;
  return { metric, filters: [filters ?? []].flat(), isWeightedBySize };
}

function faultyGroup(name: string, reason: string): AssayError {
  return new AssayError("invalid_input", `The group ${name} is faulty: ${reason}.`, { field: "tasks" });
}
