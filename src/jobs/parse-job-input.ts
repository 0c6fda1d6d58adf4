import { AssayError } from "../lib/errors.ts";
import type { JobDefinition } from "./engine.ts";

/** The input as the definition's schema gives it. Throws `invalid_input` naming the first field at fault. */
export function parseJobInput<Input>(definition: JobDefinition<Input>, input: unknown): Input {
  const parsed = definition.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = (issue?.path ?? []).map(String).join(".");
  const where = field ? `The field ${field} of the job ${definition.name}` : `The input of the job ${definition.name}`;
  throw new AssayError("invalid_input", `${where} is wrong: ${issue?.message ?? "unknown"}.`, field ? { field } : {});
}
