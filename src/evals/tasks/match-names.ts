import type { TaskIndex } from "./task-index.ts";

/** The names of the index that a name with `*` and `?` stands for; a plain name stands for itself. */
export function matchNames(index: TaskIndex, pattern: string): string[] {
  if (index.entries.has(pattern) || index.tags.has(pattern)) return [pattern];
  if (!/[*?]/.test(pattern)) return [];
  const source = pattern
    .replaceAll(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const regex = new RegExp(`^${source}$`, "s");
  const names = new Set([...index.entries.keys(), ...index.tags.keys()]);
  return [...names].filter((name) => regex.test(name)).toSorted();
}
