import type { TaskFunction } from "../functions/task-function.ts";
import { makeArithmetic } from "./make-arithmetic.ts";

/** Makers of procedural documents, by the names that the task files use. */
export const freshFunctions: Readonly<Record<string, TaskFunction>> = {
  arithmetic: { kind: "generator", call: makeArithmetic },
};
