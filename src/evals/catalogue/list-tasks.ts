import type { EvalsContext } from "../context.ts";
import { loadTaskIndex, resolveTasks, type TaskIndex } from "../tasks/index.ts";
import { messageOf } from "../../lib/errors.ts";
import type { TaskDetail, TaskEntry } from "../views.ts";

interface Listing {
  tasks: TaskEntry[];
  /** Faulty files and names that occur twice. */
  problems: string[];
}

/** Every task, group and tag that a run may name, and why some cannot be run. */
export async function listTasks({ includePaths }: Pick<EvalsContext, "includePaths">): Promise<Listing> {
  const index = await loadTaskIndex(includePaths);
  const entries = [...index.entries].map(([name, { kind, file }]): TaskEntry => ({ name, kind, file, ...statusOf(index, name) }));
  const tags = [...index.tags].map(([name, members]): TaskEntry => ({
    name,
    kind: "tag",
    file: null,
    ...statusOf(index, name),
    taskCount: members.length,
  }));
  return { tasks: [...entries, ...tags].toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems: index.problems };
}

/** What stands behind a name. @throws `not_found`, `invalid_input` as a run would */
export async function describeTask({ includePaths }: Pick<EvalsContext, "includePaths">, name: string): Promise<TaskDetail> {
  const { tasks, groups, warnings } = resolveTasks(await loadTaskIndex(includePaths), [name]);
  return {
    name,
    groups: groups.map((group) => group.name),
    warnings,
    tasks: tasks.map((task) => ({ name: task.name, alias: task.alias, metrics: [...task.metricKeys], config: task.config })),
  };
}

type Status = Pick<TaskEntry, "taskCount" | "refusal" | "makesDocuments" | "needs">;

function statusOf(index: TaskIndex, name: string): Status {
  try {
    const { tasks } = resolveTasks(index, [name]);
    const needs = tasks.flatMap(({ source, split }) =>
      source.kind === "generated" ? [] : [{ dataset: source.path, config: source.name, split }],
    );
    return { taskCount: tasks.length, refusal: null, makesDocuments: needs.length === 0, needs };
  } catch (error) {
    return { taskCount: 0, refusal: messageOf(error), makesDocuments: false, needs: [] };
  }
}
