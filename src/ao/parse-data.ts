import type { z } from "zod";
import { describeIssue } from "../lib/describe-issue.ts";
import { Malformed, type Turn } from "./process-kind.ts";

/** The data of a message as JSON of this form. @throws Malformed, which says what is wrong */
export function parseData<S extends z.ZodType>({ message }: Turn, schema: S): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(message.data);
  } catch {
    throw new Malformed("The data must be JSON.");
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Malformed(`The data is not as it must be: ${describeIssue(parsed.error).message}.`);
}
