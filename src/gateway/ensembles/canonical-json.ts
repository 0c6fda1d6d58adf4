const MAX_DEPTH = 32;

/**
 * JSON in one form: sorted keys, no blanks, numbers as JavaScript writes them.
 * @returns undefined where it is nested deeper than 32
 */
export function canonicalJson(value: unknown, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value);
  const entries = isList
    ? value.map((item: unknown) => ["", item] as const)
    : Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts: string[] = [];
  for (const [key, item] of entries) {
    const part = canonicalJson(item, depth + 1);
    if (part === undefined) return undefined;
    parts.push(isList ? part : `${JSON.stringify(key)}:${part}`);
  }
  return isList ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}
