import type { TaskFunction } from "../functions/task-function.ts";
import { makeArithmetic } from "./make-arithmetic.ts";
import { makeLogic } from "./make-logic.ts";
import { makeSorting } from "./make-sorting.ts";
import { makeTracking } from "./make-tracking.ts";

/** Makers of procedural documents, by the names that the task files use. */
export const freshFunctions: Readonly<Record<string, TaskFunction>> = {
  arithmetic: { kind: "generator", call: makeArithmetic },
  logic: { kind: "generator", call: makeLogic },
  sorting: { kind: "generator", call: makeSorting },
  tracking: { kind: "generator", call: makeTracking },
};
