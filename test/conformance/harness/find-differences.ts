import { isAllowed } from "./allowed-differences.ts";

type File = Parameters<typeof isAllowed>[0];

/** Where two values differ, a line each; numbers are equal to 12 digits, keys must stand in the same order where `ordered`. */
export function findDifferences(file: File, theirs: unknown, ours: unknown, path: readonly string[] = []): string[] {
  if (isAllowed(file, path) || isSame(theirs, ours)) return [];
  if (Array.isArray(theirs) && Array.isArray(ours) && theirs.length === ours.length) {
    return theirs.flatMap((item, at) => findDifferences(file, item, ours[at], [...path, String(at)]));
  }
  if (!isMapping(theirs) || !isMapping(ours)) return [`${path.join(".")}: ${show(theirs)} there, ${show(ours)} here`];
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  return [...keys].flatMap((key) => findDifferences(file, theirs[key], ours[key], [...path, key]));
}

/** Whether the keys that both have stand in the same order; a difference when not. */
export function findDisorder(what: string, theirs: object, ours: object): string[] {
  const [there, here] = [Object.keys(theirs).filter((key) => key in ours), Object.keys(ours).filter((key) => key in theirs)];
  return there.join() === here.join() ? [] : [`${what}: the order of keys is ${there.join(", ")} there, ${here.join(", ")} here`];
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));
  return a === b;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
