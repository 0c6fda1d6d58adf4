import { storableText } from "./storable-text.ts";

/** JSON of `value` as PostgreSQL's `jsonb` takes it: every string and key made storable; undefined becomes null. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => storable(part)) ?? "null";
}

function storable(part: unknown): unknown {
  if (typeof part === "string") return storableText(part);
  if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
  const keys = Object.keys(part);
  if (keys.every((key) => storableText(key) === key)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [storableText(key), inner]));
}
