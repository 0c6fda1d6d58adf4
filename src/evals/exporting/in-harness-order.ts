import type { HarnessResults, TaskGroup } from "../tasks/index.ts";

/** A mapping by name. */
export function sorted<Value>(of: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Results in the harness's order: by name, and what a group holds directly below it. */
export function inHarnessOrder(
  found: HarnessResults,
  groups: readonly TaskGroup[],
): Pick<HarnessResults, "results" | "groups" | "group_subtasks"> {
  const below = new Set(Object.entries(found.group_subtasks).flatMap(([, names]) => names));
  const roots = Object.keys({ ...found.group_subtasks, ...found.results }).filter((name) => !below.has(name));
  const names: string[] = [];
  const visit = (name: string): void => {
    if (names.includes(name)) return;
    names.push(name);
    for (const inner of (found.group_subtasks[name] ?? []).toSorted()) visit(inner);
  };
  for (const name of roots.toSorted()) visit(name);
  const pick = <Value>(of: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(names.flatMap((name) => (of[name] === undefined ? [] : [[name, of[name]]])));
  const isGroup = new Set(groups.map(({ name }) => name));
  const subtasks = names.filter((name) => isGroup.has(name) || !below.has(name));
  return {
    results: pick(found.results),
    groups: pick(found.groups),
    group_subtasks: Object.fromEntries(subtasks.map((name) => [name, found.group_subtasks[name] ?? []])),
  };
}
