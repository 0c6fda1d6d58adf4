import type { z } from "zod";
import { describeIssue } from "../lib/describe-issue.ts";
import { AssayError } from "../lib/errors.ts";

/** @throws `invalid_input` naming the field that breaks a rule */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { field, message } = describeIssue(parsed.error);
  throw new AssayError("invalid_input", `${message}.`, { field });
}
