import { z } from "zod";
import { AssayError } from "../lib/errors.ts";
import { describeIssue } from "../lib/describe-issue.ts";
import type { JournalEntry } from "./journal-entry.ts";

/** An entry as it is exported, one JSON object a line: amounts as digits, times in ISO 8601, the hash in hexadecimal. */
export const journalLineSchema = z.strictObject({
  token: z.string(),
  seq: z.string().regex(/^[1-9][0-9]{0,18}$/),
  id: z.string(),
  kind: z.enum(["transfer", "reserve", "post", "void", "expire"]),
  debit: z.string(),
  credit: z.string(),
  amount: z.string().regex(/^(0|[1-9][0-9]{0,77})$/),
  pendingId: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  reason: z.string(),
  links: z.string(),
  createdAt: z.iso.datetime(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type JournalLine = z.infer<typeof journalLineSchema>;

export function toJournalLine({ seq, amount, expiresAt, createdAt, hash, ...entry }: JournalEntry): JournalLine {
  return {
    ...entry,
    seq: String(seq),
    amount: String(amount),
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    hash: Buffer.from(hash).toString("hex"),
  };
}

/** @throws `invalid_input` that names the line and what is wrong with it */
export function fromJournalLine(text: string, lineNumber: number): JournalEntry {
  const parsed = journalLineSchema.safeParse(parseJson(text, lineNumber));
  if (!parsed.success)
    throw new AssayError("invalid_input", `Line ${lineNumber} is no entry of a journal: ${describeIssue(parsed.error).message}.`);
  const { seq, amount, expiresAt, createdAt, hash, ...entry } = parsed.data;
  return {
    ...entry,
    seq: BigInt(seq),
    amount: BigInt(amount),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    createdAt: new Date(createdAt),
    hash: Buffer.from(hash, "hex"),
  };
}

function parseJson(text: string, lineNumber: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AssayError("invalid_input", `Line ${lineNumber} is no entry of a journal: it is not JSON.`);
  }
}
