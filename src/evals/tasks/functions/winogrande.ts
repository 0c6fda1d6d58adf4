import { z } from "zod";

import { strip } from "../../python/index.ts";
import type { Document } from "../document.ts";
import type { TaskFunction } from "./task-function.ts";

const row = z.object({ sentence: z.string(), option1: z.string(), option2: z.string(), answer: z.enum(["1", "2"]) });

/** The sentence's two halves around the gap. */
function halvesOf(document: Document): [string, string] {
  const { sentence } = row.parse(document);
  const gap = sentence.indexOf("_");
  return [sentence.slice(0, gap), sentence.slice(gap + 1)];
}

function choicesOf(document: Document): string[] {
  const { option1, option2 } = row.parse(document);
  const [before] = halvesOf(document);
  return [before + option1, before + option2];
}

/** Functions of the harness's tasks/winogrande/preprocess_winogrande.py, by their names there. */
export const winograndeFunctions: Readonly<Record<string, TaskFunction>> = {
  doc_to_text: { kind: "value", call: (document) => (row.parse(document).answer === "1" ? 0 : 1) },
  doc_to_target: { kind: "value", call: (document) => strip(halvesOf(document)[1]) },
  doc_to_choice: { kind: "value", call: choicesOf },
};
