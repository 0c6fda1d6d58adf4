import { toPythonText } from "../python/index.ts";
import type { Document } from "./document.ts";
import type { TaskSources } from "./task-sources.ts";

/** What a document's answer is scored against: a text, or a list of texts of which any is right. */
export function targetOf(sources: TaskSources, document: Document): string | string[] {
  const target = sources.target(document);
  if (Array.isArray(target)) return target.map(toPythonText);
  const choices = sources.choices?.(document);
  if (choices !== undefined && typeof target === "number") return toPythonText(choices.at(target));
  return toPythonText(target);
}

/** The target as one text: of several references the first. */
export function targetTextOf(sources: TaskSources, document: Document): string {
  const target = targetOf(sources, document);
  return typeof target === "string" ? target : (target[0] ?? "");
}
