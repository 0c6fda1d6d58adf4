import { z } from "zod";

import { createMathScorer, type MathScore } from "../../metrics/index.ts";
import type { Document } from "../document.ts";
import { mathExamples } from "./leaderboard-math-examples.ts";
import type { TaskFunction } from "./task-function.ts";

const INVALID_ANSWER = "[invalidanswer]";
const row = z.object({ solution: z.string(), level: z.string() });
const processed = z.object({ solution: z.string(), answer: z.string() });

/** Rows of the hardest level, with the answer taken out of the solution's box. */
function processRow(document: Document): Document | null {
  const { solution, level } = row.parse(document);
  return level === "Level 5" ? { ...document, answer: boxedAnswer(solution) } : null;
}

/** What stands in the last `\boxed{}` (or `\fbox{}`); `\boxed 5$` without braces reaches to the dollar. */
function boxedAnswer(solution: string): string {
  const spaced = solution.lastIndexOf("\\boxed ");
  if (spaced !== -1) return solution.slice(spaced + "\\boxed ".length).split("$")[0] ?? "";
  const start = Math.max(solution.lastIndexOf("\\boxed"), -1);
  if (start === -1 || !solution.startsWith("{", start + "\\boxed".length)) return INVALID_ANSWER;
  let open = 0;
  for (let at = start; at < solution.length; at++) {
    if (solution[at] === "{") open++;
    else if (solution[at] === "}" && --open === 0) return solution.slice(start + "\\boxed{".length, at);
  }
  return INVALID_ANSWER;
}

const scorers = new WeakMap<Document, (response: string) => MathScore>();

function scoreResponse(document: Document, response: string): Record<string, number> {
  let score = scorers.get(document);
  if (score === undefined) {
    const { solution, answer } = processed.parse(document);
    score = createMathScorer(solution, answer);
    scorers.set(document, score);
  }
  return { ...score(response) };
}

/** Functions of the harness's tasks/leaderboard/math/utils.py, by their names there. */
export const leaderboardMathFunctions: Readonly<Record<string, TaskFunction>> = {
  doc_to_text: { kind: "value", call: (document) => `Problem:\n${String(document["problem"])}\n\nSolution:` },
  process_docs: { kind: "process", call: processRow },
  list_fewshot_samples: { kind: "samples", call: () => mathExamples },
  process_results: { kind: "results", call: scoreResponse },
};
