import { AssayError } from "../../lib/errors.ts";
import type { Document } from "./document.ts";
import { compiledOf } from "./restore-task.ts";
import type { Task } from "./task.ts";

/** A dataset's row as the task wants it (`process_docs`), or null when the task leaves it out. */
export function processDocument(task: Task, row: Document): Document | null {
  return compiledOf(task).process(row);
}

/** Document number `index` of a procedural task: always the same for a seed, another for every other one. */
export function generateDocument(task: Task, seed: number, index: number): Document {
  const { generate } = compiledOf(task);
  if (generate === null) throw new AssayError("invalid_input", `The task ${task.name} reads a dataset and makes no documents.`);
  return generate(seed, index);
}
