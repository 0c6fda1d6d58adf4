import { z } from "zod";
import type { Db } from "../db/index.ts";
import { auditedRequestSchema, type RequestQuery } from "./audited-request.ts";
import { selectRequests, selectUsage } from "./store.ts";

export const requestPageSchema = z.object({
  requests: z.array(auditedRequestSchema),
  next: z.int().nullable().describe("Give it as `before` for the next page; null: this is the last"),
});

/** Records of requests, the newest first. They are up to a second late. */
export async function listRequests(db: Db, query: RequestQuery): Promise<z.infer<typeof requestPageSchema>> {
  const rows = await selectRequests(db, { ...query, limit: query.limit + 1 });
  const requests = rows.slice(0, query.limit).map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
  return { requests, next: rows.length > query.limit ? (requests.at(-1)?.id ?? null) : null };
}

export const usageQuerySchema = z.strictObject({
  caller: z.string().max(64).optional().describe("Name of the key; default: all"),
  days: z.coerce.number().int().min(1).max(90).default(30).describe("Today and so many days before, less one"),
});

export const usageSchema = z.object({
  usage: z.array(
    z.object({
      day: z.iso.date().describe("In UTC"),
      caller: z.string(),
      requests: z.int(),
      failed: z.int(),
      cacheHits: z.int(),
      promptTokens: z.int(),
      completionTokens: z.int(),
      costMicros: z.number(),
    }),
  ),
});

export type Usage = z.infer<typeof usageSchema>["usage"];

/** What each key used on each day, the newest first. */
export async function listUsage(
  db: Db,
  { caller, days }: z.infer<typeof usageQuerySchema>,
  now: Date,
): Promise<z.infer<typeof usageSchema>> {
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days + 1));
  return { usage: await selectUsage(db, caller, from) };
}
