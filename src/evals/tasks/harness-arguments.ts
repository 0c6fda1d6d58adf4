import { toPythonText } from "../python/index.ts";
import type { Document } from "./document.ts";
import { mergeGenerationSettings } from "./generation-settings.ts";
import { compiledOf } from "./restore-task.ts";
import type { Task } from "./task.ts";

/** The generation settings that the harness hands on with each prompt of a task: the task's own, with the run's on top. */
export function generationOf(task: Task, overrides: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged = mergeGenerationSettings(task.config, overrides);
  // Replaced in its place: the keys keep their order.
  return "temperature" in merged ? { ...merged, temperature: Number(merged["temperature"]) } : merged;
}

/** A document's target as `str()` of what the task's `doc_to_target` gives: a list of references, or a choice's number, as such. */
export function harnessTarget(task: Task, document: Document): string {
  return toPythonText(compiledOf(task).target(document));
}
