import type { Tag } from "./data-item.ts";

/** The value of the first tag of this name, whatever its case: clients and aos spell names differently. */
export function findTag(tags: readonly Tag[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return tags.find((tag) => tag.name.toLowerCase() === wanted)?.value;
}
