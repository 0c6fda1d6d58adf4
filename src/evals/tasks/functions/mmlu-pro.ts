import { z } from "zod";

import type { Document } from "../document.ts";
import type { TaskFunction } from "./task-function.ts";

const CATEGORIES = [
  "biology",
  "business",
  "chemistry",
  "computer science",
  "economics",
  "engineering",
  "health",
  "history",
  "law",
  "math",
  "other",
  "philosophy",
  "physics",
  "psychology",
];

const row = z.object({ question: z.string(), options: z.array(z.string()).max(16), cot_content: z.string().nullish() });

/** MMLU-Pro's question form; with the answer it is a few-shot example: the worked solution as the dataset has it. */
function formatQuestion(document: Document, hasAnswer: boolean): string {
  const { question, options, cot_content: solution } = row.parse(document);
  const lettered = options.map((option, at) => `${String.fromCodePoint(65 + at)}. ${option}\n`).join("");
  const head = `Question:\n${question}\nOptions:\n${lettered}`;
  if (!hasAnswer) return `${head}Answer: Let's think step by step.`;
  const worked = (solution ?? "").replaceAll("A: Let's think step by step.", "Answer: Let's think step by step.");
  return `${head}${worked}\n\n`;
}

function onlyCategory(category: string): TaskFunction {
  return { kind: "process", call: (document) => (document["category"] === category ? document : null) };
}

/** Functions of the harness's tasks/mmlu_pro/utils.py, by their names there. */
export const mmluProFunctions: Readonly<Record<string, TaskFunction>> = {
  doc_to_text: { kind: "value", call: (document) => formatQuestion(document, false) },
  fewshot_to_text: { kind: "value", call: (document) => formatQuestion(document, true) },
  ...Object.fromEntries(CATEGORIES.map((category) => [`process_${category.replaceAll(" ", "_")}`, onlyCategory(category)])),
};
