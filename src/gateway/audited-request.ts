import { z } from "zod";

const MAX_PAGE = 1000;

/** Which records; all conditions together. */
export const requestQuerySchema = z.strictObject({
  caller: z.string().max(64).optional().describe("Name of the key"),
  surface: z.string().max(32).optional().describe("openai or chat"),
  model: z.string().max(256).optional().describe("The model or sampling mode that was named"),
  outcome: z.string().max(32).optional().describe("ok, failed (all others), or an error code"),
  worker: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional()
    .describe("Uid of a worker that was asked"),
  cache: z.enum(["hit", "miss"]).optional(),
  from: z.iso.datetime().optional().describe("Received at or after"),
  to: z.iso.datetime().optional().describe("Received before"),
  before: z.coerce.number().int().min(1).optional().describe("The page after the record with this id"),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
});
export type RequestQuery = z.infer<typeof requestQuerySchema>;

const askedSchema = z.object({ uid: z.int(), name: z.string(), probability: z.number(), outcome: z.string() }).loose();

export const auditedRequestSchema = z.object({
  id: z.int(),
  receivedAt: z.iso.datetime(),
  caller: z.string(),
  surface: z.string(),
  askedFor: z.string(),
  isStream: z.boolean(),
  k: z.int(),
  seed: z.int(),
  asked: z.array(askedSchema).describe("Whom the choice fell on, in order, with its chance and what came of it"),
  winnerUid: z.int().nullable(),
  outcome: z.string(),
  cache: z.string().nullable(),
  promptTokens: z.int().nullable(),
  completionTokens: z.int().nullable(),
  tokensEstimated: z.boolean(),
  costMicros: z.number().nullable().describe("Millionths of the account currency, of all workers that were asked"),
  reservedMicros: z.number().nullable(),
  firstTokenMs: z.number().nullable(),
  durationMs: z.number(),
});
export type AuditedRequest = z.infer<typeof auditedRequestSchema>;
