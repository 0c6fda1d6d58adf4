import { isFunctionReference } from "./task-config.ts";

/** Every `!function` in a configuration, in order. */
export function findReferences(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isFunctionReference(value)) return [value["!function"]];
  return Object.values(value).flatMap(findReferences);
}
