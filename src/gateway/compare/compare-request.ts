import { z } from "zod";

const MAX_MESSAGES = 1024;
/** Answers that a person can still read side by side. */
const MAX_ANSWERS = 16;
const ROLES = ["user", "assistant", "system", "developer", "tool"] as const;

/** Body of `POST /assay/v1/compare`. */
export const compareRequestSchema = z.strictObject({
  messages: z
    .array(z.strictObject({ role: z.enum(ROLES), content: z.string() }))
    .min(1)
    .max(MAX_MESSAGES),
  k: z.int().min(1).max(MAX_ANSWERS).default(2).describe("workers asked at once; all that are there, where those are fewer"),
  mode: z
    .enum(["top_incentive", "random", "least_workload", "adaptive"])
    .default("top_incentive")
    .describe("how they are chosen; without a meaning where `workers` names them"),
  workers: z
    .array(z.union([z.string().min(1).max(128), z.int().min(0)]))
    .min(1)
    .max(MAX_ANSWERS)
    .optional()
    .describe("names or uids of the workers to ask, in this order, whatever their state"),
  temperature: z.number().min(0).max(2).optional().describe("passed on where it is given"),
  maxTokens: z.int().min(1).max(1_000_000).optional().describe("tokens of an answer at most; passed on as max_tokens where it is given"),
  timeout: z.number().positive().max(3600).default(60).describe("seconds for the whole"),
  blind: z.boolean().default(false).describe("draw the sides and name nobody: the vote tells who is who"),
});
export type CompareRequest = z.infer<typeof compareRequestSchema>;
