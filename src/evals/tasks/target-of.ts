import { AssayError } from "../../lib/errors.ts";
import { toPythonText } from "../python/index.ts";
import type { Document } from "./document.ts";
import type { Task } from "./task.ts";
import type { TaskSources } from "./task-sources.ts";

/** What a document's answer is scored against: a text, or a list of texts of which any is right. */
export function targetOf(sources: TaskSources, document: Document): string | string[] {
  const target = sources.target(document);
  if (Array.isArray(target)) return target.map(toPythonText);
  const choices = sources.choices?.(document);
  if (choices !== undefined && typeof target === "number") return toPythonText(choices.at(target));
  return toPythonText(target);
}

/** The choices of a document. A task without any is refused. */
export function choicesOf(task: Pick<Task, "name">, sources: TaskSources, document: Document): readonly unknown[] {
  const choices = sources.choices?.(document);
  if (choices !== undefined) return choices;
  throw new AssayError("invalid_input", `The task ${task.name} is multiple_choice and lacks doc_to_choice.`, { field: "tasks" });
}

/** Whether the choices stand in the text and the continuation is the same for all: then doc_to_text is the right one's number. */
export function isMultipleInput(sources: TaskSources, document: Document): boolean {
  return typeof sources.text(document) === "number";
}

/** The target as one text: of several references the first. */
export function targetTextOf(sources: TaskSources, document: Document): string {
  const target = targetOf(sources, document);
  return typeof target === "string" ? target : (target[0] ?? "");
}
