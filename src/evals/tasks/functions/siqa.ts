import { z } from "zod";
import type { Document } from "../document.ts";
import type { TaskFunction } from "./task-function.ts";

const row = z.object({ context: z.string(), question: z.string(), answerA: z.string(), answerB: z.string(), answerC: z.string() });
const numberSchema = z.union([z.string(), z.int()]).transform(String);
/** The published files call the right answer `result`, the hub's copy `label`. */
const result = z.union([
  z.object({ result: numberSchema }),
  z.object({ label: numberSchema }).transform(({ label }) => ({ result: label })),
]);

const NUMBERS: Readonly<Record<string, string>> = { A: "1", B: "2", C: "3" };
const LETTERS = ["", "A", "B", "C"];
const BEGINS_WITH = /^\W*(?:answer\s*)?[:\s]*\(?([ABCN])\b/i;
const ALONE = /\b([ABC])\b/g;

/** The known pools' prompt, byte for byte, the markers of its model's chat template included. */
function promptOf(document: Document): string {
  const { context, question, answerA, answerB, answerC } = row.parse(document);
  return `<|system|>You are a helpful assistant that can answer questions about the SQuAD dataset. 
Choose the correct answer for question based on the context. If you are not sure, answer N.
**Important**You must only answer with A, B, C, or N.
<|user|>Context: ${context}
Question: ${question}
AnswerA: ${answerA}
AnswerB: ${answerB}
AnswerC: ${answerC}<|assistant|>`;
}

/**
 * Which answer a text gives: "1" to "3" for A to C, "0" for none. What it begins with counts, else the only letter of A, B, C that
 * stands alone in it. (The known retriever took any A in the text.)
 */
export function retrieveSiqaAnswer(text: string): string {
  const first = BEGINS_WITH.exec(text.trim())?.[1]?.toUpperCase();
  if (first !== undefined) return NUMBERS[first] ?? "0";
  const alone = new Set([...text.matchAll(ALONE)].map(([letter]) => letter));
  const [only = ""] = alone;
  return alone.size === 1 ? (NUMBERS[only] ?? "0") : "0";
}

/** Functions of the task `siqa`. */
export const siqaFunctions: Readonly<Record<string, TaskFunction>> = {
  doc_to_text: { kind: "value", call: promptOf },
  doc_to_target: { kind: "value", call: (document) => LETTERS[Number(result.parse(document).result)] ?? "" },
  process_results: {
    kind: "results",
    call: (document, response) => ({ acc: retrieveSiqaAnswer(response) === result.parse(document).result ? 1 : 0 }),
  },
};
