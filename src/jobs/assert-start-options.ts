import { AssayError } from "../lib/errors.ts";
import type { StartOptions } from "./engine.ts";

/** Throws `invalid_input` naming the option at fault. */
export function assertStartOptions({ id, singletonKey, runAt, priority }: StartOptions): void {
  if (id === "") throw refusal("id", "a text that is not empty");
  if (singletonKey === "") throw refusal("singletonKey", "a text that is not empty");
  if (runAt && Number.isNaN(runAt.getTime())) throw refusal("runAt", "a valid time");
  if (priority !== undefined && !Number.isInteger(priority)) throw refusal("priority", "an integer");
}

function refusal(field: string, rule: string): AssayError {
  return new AssayError("invalid_input", `The ${field} of a job must be ${rule}.`, { field });
}
