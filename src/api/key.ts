import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { scopeSchema } from "./scope.ts";

const PREFIX = "assay_";
const KEY_BYTES = 32;

/** What a key is made from. */
export const newKeySchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be 1 to 64 letters, digits or . _ - and start with a letter or digit")
    .refine((name) => !RESERVED.has(name), "is reserved"),
  scopes: z.array(scopeSchema).min(1).max(6),
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable().default(null),
});
export type NewKey = z.infer<typeof newKeySchema>;

/** A key as it may be shown: never the key itself. */
export const keyViewSchema = z.object({
  name: z.string(),
  scopes: z.array(scopeSchema),
  requestsPerMinute: z.int().nullable(),
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
