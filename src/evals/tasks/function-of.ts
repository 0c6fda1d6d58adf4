import { AssayError } from "../../lib/errors.ts";
import { findFunction } from "./functions/find-function.ts";
import type { TaskFunction } from "./functions/task-function.ts";
import { isFunctionReference } from "./task-config.ts";

/** The function behind a `!function`; null where there is none. One that is of another use is refused. */
export function functionOf<Kind extends TaskFunction["kind"]>(
  reference: unknown,
  kind: Kind,
): Extract<TaskFunction, { kind: Kind }> | null {
  if (!isFunctionReference(reference)) return null;
  const found = findFunction(reference["!function"]);
  if (found?.kind !== kind) {
    throw new AssayError("invalid_input", `The function ${reference["!function"]} cannot be used as a ${kind} here.`, { field: "tasks" });
  }
  return found as Extract<TaskFunction, { kind: Kind }>;
}
