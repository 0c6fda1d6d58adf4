import { AssayError } from "../../lib/errors.ts";
import { compileTaskTemplate } from "./compile-task-template.ts";
import type { Document } from "./document.ts";
import { functionOf } from "./function-of.ts";
import { readLiteral } from "./read-literal.ts";
import type { TaskConfig } from "./task-config.ts";

type Source = NonNullable<TaskConfig["doc_to_target"]>;

/** A value made from a document. */
type ValueOf = (document: Document) => unknown;

/** What a configuration says about documents, compiled. */
export interface TaskSources {
  text: ValueOf;
  target: ValueOf;
  fewshotText: ValueOf;
  fewshotTarget: ValueOf;
  choices: ((document: Document) => readonly unknown[]) | null;
  description: (document: Document) => string;
  genPrefix: ((document: Document) => string) | null;
  process: (document: Document) => Document | null;
  samples: readonly Document[] | null;
  generate: ((seed: number, index: number) => Document) | null;
}

/** Compiles the parts of a configuration that read documents. A part that is missing throws when it is used. */
export function compileSources(config: TaskConfig): TaskSources {
  const hasChoices = config.doc_to_choice !== undefined;
  const text = valueOf(config, "doc_to_text", config.doc_to_text, hasChoices);
  const target = valueOf(config, "doc_to_target", config.doc_to_target, hasChoices);
  const { doc_to_text: fewshotText, doc_to_target: fewshotTarget, samples } = config.fewshot_config ?? {};
  return {
    text,
    target,
    // An empty text falls back to the task's own, an empty target does not: so the harness has it.
    fewshotText: fewshotText === undefined || fewshotText === "" ? text : valueOf(config, "doc_to_text", fewshotText, hasChoices),
    fewshotTarget: fewshotTarget === undefined ? target : valueOf(config, "doc_to_target", fewshotTarget, hasChoices),
    choices: choicesOf(config),
    description: descriptionOf(config),
    genPrefix: config.gen_prefix === undefined ? null : prefixOf(config, config.gen_prefix),
    process: functionOf(config.process_docs, "process")?.call ?? ((document) => document),
    samples: Array.isArray(samples) ? samples : (functionOf(samples, "samples")?.call() ?? null),
    generate: functionOf(config.custom_dataset, "generator")?.call ?? null,
  };
}

function valueOf(config: TaskConfig, key: string, source: Source | undefined, hasChoices: boolean): ValueOf {
  const call = functionOf(source, "value")?.call;
  if (call !== undefined) return call;
  if (source === undefined) {
    return () => {
      throw new AssayError("invalid_input", `The task ${config.task} lacks ${key}.`, { field: "tasks" });
    };
  }
  if (typeof source !== "string") return () => source;
  const template = compileTaskTemplate(config.task, key, source);
  const isTarget = key === "doc_to_target";
  return (document) => {
    if (Object.hasOwn(document, source)) return document[source];
    const rendered = template(document);
    if (hasChoices && /^\d+$/.test(rendered)) return Number(rendered);
    return isTarget && rendered.startsWith("[") && rendered.endsWith("]") ? (readLiteral(rendered) ?? rendered) : rendered;
  };
}

function choicesOf(config: TaskConfig): TaskSources["choices"] {
  const source = config.doc_to_choice;
  if (source === undefined) return null;
  if (Array.isArray(source)) return () => source;
  if (typeof source === "string") {
    const template = compileTaskTemplate(config.task, "doc_to_choice", source);
    return (document) => listOf(config, Object.hasOwn(document, source) ? document[source] : readLiteral(template(document)));
  }
  const call = functionOf(source, "value")?.call;
  if (call !== undefined) return (document) => listOf(config, call(document));
  const values = Object.values(source);
  return () => values;
}

function listOf(config: TaskConfig, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new AssayError("invalid_input", `doc_to_choice of the task ${config.task} gives no list.`, { field: "tasks" });
}

function descriptionOf(config: TaskConfig): (document: Document) => string {
  const call = functionOf(config.description, "value")?.call;
  if (call !== undefined) return (document) => String(call(document));
  return compileTaskTemplate(config.task, "description", String(config.description));
}

function prefixOf(config: TaskConfig, source: string): (document: Document) => string {
  const template = compileTaskTemplate(config.task, "gen_prefix", source);
  return (document) => (Object.hasOwn(document, source) ? String(document[source]) : template(document));
}
