import { AssayError } from "../../lib/errors.ts";
import { createGroupExpander, type Expanded } from "./expand-group.ts";
import { matchNames } from "./match-names.ts";
import { restoreTask } from "./restore-task.ts";
import type { Task, TaskGroup } from "./task.ts";
import type { TaskIndex } from "./task-index.ts";
import { withWorkedExamples } from "./worked-examples.ts";

/** The tasks that names stand for, each once, in the order they were found; and the groups over them. */
export interface ResolvedTasks {
  tasks: Task[];
  groups: TaskGroup[];
  warnings: string[];
}

/**
 * Expands names of tasks, groups and tags, with `*` and `?` as wildcards. Refused: a name that nothing matches (`not_found`,
 * with near names and the files that could not be read), and a task that cannot be run (`invalid_input`).
 */
export function resolveTasks(index: TaskIndex, names: readonly string[]): ResolvedTasks {
  const expander = createGroupExpander(index);
  for (const name of names) {
    const matches = matchNames(index, name);
    if (matches.length === 0) throw unknownTask(index, name);
    for (const match of matches) expander.add(match);
  }
  return toTasks(index, expander.result());
}

function toTasks(index: TaskIndex, { configs, groups }: Expanded): ResolvedTasks {
  const tasks = [...configs.values()].map((config) => restoreTask(withWorkedExamples(index, config)));
  return { tasks, groups, warnings: tasks.flatMap((task) => task.warnings) };
}

function unknownTask(index: TaskIndex, name: string): AssayError {
  const near = nearNames(index, name);
  const hint = near.length === 0 ? "`assay task list` names all." : `Did you mean ${near.join(", ")}?`;
  const problems = index.problems.filter((problem) => problem.includes("is faulty")).slice(0, 3);
  return new AssayError("not_found", [`There is no task ${name}. ${hint}`, ...problems].join(" "), { field: "tasks" });
}

/** Up to five names at a small distance. */
function nearNames(index: TaskIndex, name: string): string[] {
  const limit = Math.max(2, Math.floor(name.length / 4));
  return [...index.entries.keys(), ...index.tags.keys()]
    .map((candidate) => ({ candidate, distance: distanceOf(name.toLowerCase(), candidate.toLowerCase(), limit) }))
    .filter(({ distance }) => distance <= limit)
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance; beyond `limit` only that it is beyond. A name that begins with what was asked for is near. */
function distanceOf(asked: string, candidate: string, limit: number): number {
  if (candidate.startsWith(asked) || candidate.startsWith(`${asked}_`)) return 1;
  if (Math.abs(asked.length - candidate.length) > limit) return limit + 1;
  let row = Array.from({ length: candidate.length + 1 }, (_, at) => at);
  for (let i = 1; i <= asked.length; i++) {
    const next = [i];
    for (let j = 1; j <= candidate.length; j++) {
      const change = (row[j - 1] ?? 0) + (asked[i - 1] === candidate[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
