import { freshFunctions } from "../fresh/index.ts";
import { ifevalFunctions } from "./ifeval/index.ts";
import { hellaswagFunctions } from "./hellaswag.ts";
import { leaderboardMathFunctions } from "./leaderboard-math.ts";
import { mmluProFunctions } from "./mmlu-pro.ts";
import { siqaFunctions } from "./siqa.ts";
import { truthfulqaFunctions } from "./truthfulqa.ts";
import { winograndeFunctions } from "./winogrande.ts";
import type { TaskFunction } from "./task-function.ts";

/** TypeScript in place of Python modules, by the module's folder and name in the harness. */
const MODULES: Readonly<Record<string, Readonly<Record<string, TaskFunction>>>> = {
  "leaderboard/math/utils": leaderboardMathFunctions,
  "mmlu_pro/utils": mmluProFunctions,
  "mmlu_pro_categories/utils": mmluProFunctions,
  "ifeval/utils": ifevalFunctions,
  "hellaswag/utils": hellaswagFunctions,
  "siqa/utils": siqaFunctions,
  "truthfulqa/utils": truthfulqaFunctions,
  "winogrande/preprocess_winogrande": winograndeFunctions,
  "fresh/documents": freshFunctions,
};

/** The function for a reference such as `mmlu_pro/utils.doc_to_text`; a longer path in front does not matter. */
export function findFunction(reference: string): TaskFunction | null {
  const dot = reference.lastIndexOf(".");
  const name = reference.slice(dot + 1);
  const path = reference.slice(0, Math.max(dot, 0));
  const module = Object.keys(MODULES).find((known) => path === known || path.endsWith(`/${known}`));
  const functions = module === undefined ? undefined : MODULES[module];
  return functions !== undefined && Object.hasOwn(functions, name) ? (functions[name] ?? null) : null;
}
