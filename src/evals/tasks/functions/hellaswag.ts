import { z } from "zod";

import { compilePythonRegex, strip } from "../../python/index.ts";
import type { Document } from "../document.ts";
import type { TaskFunction } from "./task-function.ts";

const row = z.object({
  activity_label: z.string(),
  ctx_a: z.string(),
  ctx_b: z.string(),
  endings: z.array(z.string()),
  label: z.coerce.number(),
});
const BRACKETS = compilePythonRegex(String.raw`\[.*?\]`);

/** Takes out the marks that WikiHow's pages left in the texts. */
function cleaned(text: string): string {
  return BRACKETS.remove(strip(text).replaceAll(" [title]", ". ")).replaceAll("  ", " ");
}

function processRow(document: Document): Document {
  const { activity_label: activity, ctx_a: before, ctx_b: start, endings, label } = row.parse(document);
  const [first = "", ...rest] = start;
  const begun = first.toUpperCase() + rest.join("").toLowerCase();
  return { ...document, query: cleaned(`${activity}: ${before} ${begun}`), choices: endings.map(cleaned), gold: label };
}

/** Functions of the harness's tasks/hellaswag/utils.py, by their names there. */
export const hellaswagFunctions: Readonly<Record<string, TaskFunction>> = {
  process_docs: { kind: "process", call: processRow },
};
