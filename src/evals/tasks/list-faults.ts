import { AssayError } from "../../lib/errors.ts";
import { describeIssues } from "../../lib/describe-issue.ts";
import { compileScoring } from "./compile-scoring.ts";
import { compileTaskTemplate } from "./compile-task-template.ts";
import { findReferences } from "./find-references.ts";
import { findFunction } from "./functions/find-function.ts";
import type { RawConfig } from "./read-task-file.ts";
import { restoreTask } from "./restore-task.ts";
import { taskConfig, type TaskConfig } from "./task-config.ts";

/** One thing that is wrong with a task. */
export interface TaskFault {
  /** The key of the task file that is at fault; null where it is none in particular. */
  key: string | null;
  message: string;
}

const TEMPLATES = ["doc_to_text", "doc_to_target", "doc_to_choice", "description", "gen_prefix"] as const;

/** Everything that is wrong with a task's configuration, where `restoreTask` says the first thing only. Empty: it can be run. */
export function listFaults(config: RawConfig): TaskFault[] {
  const missing = Object.entries(config).flatMap(([key, value]) =>
    findReferences(value)
      .filter((reference) => findFunction(reference) === null)
      .map((reference) => ({ key, message: `${key} needs the function ${reference}, which is not among ours` })),
  );
  const parsed = taskConfig.safeParse(config);
  if (!parsed.success) {
    const broken = describeIssues(parsed.error).map(({ field, message }) => ({ key: /^\w+/.exec(field)?.[0] ?? null, message }));
    return [...missing, ...broken];
  }
  if (missing.length > 0) return missing;
  const faults = [...faultyParts(parsed.data), ...faultyTemplates(parsed.data)];
  if (faults.length > 0) return faults;
  return faultOf(null, () => restoreTask(config));
}

/** Each filter chain and each metric by itself, so that one does not hide the next. */
function faultyParts(config: TaskConfig): TaskFault[] {
  const { filter_list: chains = [], metric_list: metrics = [], ...rest } = config;
  return [
    ...chains.flatMap((chain) => faultOf("filter_list", () => compileScoring({ ...rest, filter_list: [chain] }))),
    ...metrics.flatMap((metric) => faultOf("metric_list", () => compileScoring({ ...rest, metric_list: [metric] }))),
  ];
}

function faultyTemplates(config: TaskConfig): TaskFault[] {
  return TEMPLATES.flatMap((key) => {
    const source = config[key];
    return typeof source === "string" ? faultOf(key, () => compileTaskTemplate(config.task, key, source)) : [];
  });
}

function faultOf(key: string | null, work: () => unknown): TaskFault[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    const named = error.field !== undefined && Object.hasOwn(taskConfig.shape, error.field) ? error.field : null;
    return [{ key: key ?? named, message: error.message.replace(/\.$/, "") }];
  }
}
