import { z } from "zod";
import { storableText } from "../lib/storable-text.ts";

export type LinkValue = string | number | boolean | null | LinkValue[] | { [key: string]: LinkValue };

/** What an entry belongs to, for whoever reads the journal: `{"pool": "p1", "rank": 2}`. */
export type Links = Readonly<Record<string, LinkValue>>;

/** Room for the statement of a settlement with thousands of entries. */
const MAX_LENGTH = 1_048_576;

const linkValueSchema: z.ZodType<LinkValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(linkValueSchema), z.record(z.string(), linkValueSchema)]),
);

export const linksSchema: z.ZodType<Links> = z
  .record(z.string().max(128), linkValueSchema)
  .refine((links) => canonicalLinks(links).length <= MAX_LENGTH, `is longer than ${MAX_LENGTH} characters`);

/** JSON with keys in order and text as the database can hold it, so that the same links have the same hash everywhere. */
export function canonicalLinks(links: Links): string {
  return JSON.stringify(ordered(links as LinkValue));
}

function ordered(value: LinkValue): LinkValue {
  if (typeof value === "string") return storableText(value);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(ordered);
  const pairs = Object.entries(value).map(([key, inner]) => [storableText(key), ordered(inner)] as const);
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
