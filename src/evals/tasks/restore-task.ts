import { z } from "zod";

import { AssayError } from "../../lib/errors.ts";
import { describeIssue } from "../../lib/describe-issue.ts";
import { aggregationOf } from "./aggregation-of.ts";
import { compileScoring, type Scoring } from "./compile-scoring.ts";
import { compileTaskTemplate } from "./compile-task-template.ts";
import { findReferences } from "./find-references.ts";
import { findFunction } from "./functions/find-function.ts";
import type { FewshotSource, Headline, Task } from "./task.ts";
import { type TaskConfig, taskConfig, unknownKeysOf } from "./task-config.ts";
import { compileSources, type TaskSources } from "./task-sources.ts";

/** A task's working parts, compiled once. */
export type CompiledTask = TaskSources & Scoring;

const compiledTasks = new WeakMap<Task, CompiledTask>();

/**
 * Makes a task of its configuration, whether freshly read or stored with a run.
 * Refused with `invalid_input`: a configuration that breaks the format, or names a function, filter or metric that does not exist
 * here; the sentence says which.
 */
export function restoreTask(stored: unknown): Task {
  refuseForeign(stored);
  const config = parseConfig(stored);
  const refuse = (what: string): never => {
    throw new AssayError("invalid_input", `The task ${config.task} ${what}.`, { field: "tasks" });
  };
  if (config.output_type === "multiple_choice" && config.doc_to_choice === undefined) refuse("is multiple_choice and lacks doc_to_choice");
  const scoring = compileScoring(config);
  const headline = headlineOf(config, scoring) ?? refuse("has a headline that is none of its metrics and filters");
  const sources = compileSources(config);
  const phrase = compileTaskTemplate(config.task, "metadata.assay.answer", config.metadata?.assay?.answer ?? "{{answer}}");
  const split = config.test_split ?? config.validation_split ?? null;
  const isGenerated = config.custom_dataset !== undefined;
  if (!isGenerated && config.dataset_path === undefined) refuse("names no dataset: it lacks dataset_path");
  if (!isGenerated && split === null) refuse("names neither a test_split nor a validation_split");
  const task: Task = Object.freeze({
    name: config.task,
    alias: config.task_alias ?? config.task,
    outputType: config.output_type,
    config,
    source: isGenerated
      ? ({ kind: "generated" } as const)
      : ({ kind: "dataset", path: config.dataset_path ?? "", name: config.dataset_name ?? "" } as const),
    split: isGenerated ? null : split,
    fewshot: fewshotOf(config, sources),
    headline,
    metricKeys: scoring.chains.flatMap((chain) => scoring.metricNames.map(({ name }) => `${name},${chain.name}`)),
    directionOf: Object.fromEntries(scoring.metricNames.map(({ name, isHigherBetter }) => [name, isHigherBetter])),
    warnings: unknownKeysOf(config).map((key) => `The task ${config.task} has the unknown key ${key}; it is ignored.`),
    phraseAnswer: (target: string) => phrase({ answer: target }),
  });
  compiledTasks.set(task, { ...sources, ...scoring });
  return task;
}

/** The working parts of a task that `restoreTask` made. */
export function compiledOf(task: Task): CompiledTask {
  const compiled = compiledTasks.get(task);
  if (compiled === undefined) throw new TypeError(`The task ${task.name} was not made by restoreTask.`);
  return compiled;
}

const named = z.object({ task: z.string(), class: z.unknown().optional() });

/** Before anything else is looked at: what is Python, or needs Python that has no function here. */
function refuseForeign(stored: unknown): void {
  const { data } = named.safeParse(stored);
  if (data === undefined) return;
  const missing = new Set(findReferences(stored).filter((reference) => findFunction(reference) === null));
  const names = [...missing].map((name) => name.split("/").at(-1)).join(", ");
  const reason = data.class === undefined ? `needs a function: ${names}` : "is written in Python, which is not run here";
  if (data.class === undefined && missing.size === 0) return;
  throw new AssayError("invalid_input", `The task ${data.task} ${reason}.`, { field: "tasks" });
}

function parseConfig(stored: unknown): TaskConfig {
  const parsed = taskConfig.safeParse(stored);
  if (parsed.success) return parsed.data;
  const { message } = describeIssue(parsed.error);
  const name = named.safeParse(stored).data?.task ?? "without a name";
  throw new AssayError("invalid_input", `The task ${name} is faulty: ${message}.`, { field: "tasks" });
}

function headlineOf(config: TaskConfig, { chains, metricNames }: Scoring): Headline | null {
  const usual = metricNames.find(({ name }) => aggregationOf(config, name) === "mean") ?? metricNames[0];
  const wanted = config.metadata?.assay?.headline ?? `${usual?.name},${chains[0]?.name}`;
  for (const chain of chains) {
    const metric = metricNames.find(({ name }) => `${name},${chain.name}` === wanted);
    if (metric !== undefined) return { metric: metric.name, filter: chain.name, isHigherBetter: metric.isHigherBetter };
  }
  return null;
}

function fewshotOf(config: TaskConfig, sources: TaskSources): FewshotSource {
  const splits = [config.fewshot_split, config.training_split, config.validation_split, config.test_split];
  const split = config.fewshot_config?.split ?? splits.find((name) => name !== undefined) ?? null;
  return { count: config.num_fewshot ?? 0, samples: sources.samples, split };
}
