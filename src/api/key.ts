import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { PERIODS } from "../gateway/index.ts";
import { scopeSchema } from "./scope.ts";

const PREFIX = "assay_";
const KEY_BYTES = 32;
const MAX_MICROS = 1_000_000_000_000;
const MAX_TOKENS = 1_000_000_000_000;
const DAY_SECONDS = 86_400;

const budgetSchema = z
  .strictObject({
    micros: z.int().min(1).max(MAX_MICROS).nullable().default(null).describe("Millionths of the account currency"),
    tokens: z.int().min(1).max(MAX_TOKENS).nullable().default(null).describe("Prompt and completion tokens together"),
    period: z.enum(PERIODS).default("total").describe("Day and month begin at midnight UTC"),
  })
  .refine(({ micros, tokens }) => micros !== null || tokens !== null, "must limit micros or tokens");

const limits = {
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable(),
  tokensPerMinute: z.int().min(1).max(1_000_000_000).nullable(),
  budget: budgetSchema.nullable().describe("What may be spent: reserved before a call, settled after it"),
  cacheSeconds: z.int().min(1).max(DAY_SECONDS).nullable().describe("For how long the same request is answered from this key's cache"),
};

/** What a key is made from. */
export const newKeySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be 1 to 64 letters, digits or . _ - and start with a letter or digit")
    .refine((name) => !RESERVED.has(name), "is reserved"),
  scopes: z.array(scopeSchema).min(1).max(6),
  requestsPerMinute: limits.requestsPerMinute.default(null),
  tokensPerMinute: limits.tokensPerMinute.default(null),
  budget: limits.budget.default(null),
  cacheSeconds: limits.cacheSeconds.default(null),
});
export type NewKey = z.infer<typeof newKeySchema>;

/** What of a key may be changed; what is left out stays, null takes a limit away. */
export const keyChangeSchema = z
  .strictObject({ scopes: newKeySchema.shape.scopes, ...limits })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "must change something");

const amountSchema = z.object({ micros: z.number(), tokens: z.int() });

/** A key as it may be shown: never the key itself. */
export const keyViewSchema = z.object({
  name: z.string(),
  scopes: z.array(scopeSchema),
  requestsPerMinute: z.int().nullable(),
  tokensPerMinute: z.int().nullable(),
  cacheSeconds: z.int().nullable(),
  budget: z
    .object({
      micros: z.int().nullable(),
      tokens: z.int().nullable(),
      period: z.enum(PERIODS),
      since: z.iso.datetime().nullable().describe("When the period began"),
      spent: amountSchema.describe("Settled in this period; booked within 50 ms"),
      reserved: amountSchema.describe("Set aside for requests under way"),
      left: z.object({ micros: z.number().nullable(), tokens: z.int().nullable() }).describe("null: not limited"),
    })
    .nullable(),
  createdAt: z.iso.datetime(),
});
export type KeyView = z.infer<typeof keyViewSchema>;

/** Names of callers that are not rows: `EXPECTED_ACCESS_KEY`, the command line, and anybody on an open server. */
const RESERVED: ReadonlySet<string> = new Set(["expected", "local", "anybody"]);

/** A new key: 256 random bits in base64url behind a prefix that secret scanners can know. */
export function generateKey(random: (bytes: number) => Buffer = randomBytes): string {
  return PREFIX + random(KEY_BYTES).toString("base64url");
}

/** What is stored of a key. It has 256 bits of entropy, so that a plain hash is as good as a slow one. */
export function hashKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
