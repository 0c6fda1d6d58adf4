import { Problem } from "./problem.ts";

/** Whatever was thrown, as something that can be shown. */
export function toProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, error instanceof Error ? error.message : String(error));
}
