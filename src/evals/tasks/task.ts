import type { Document } from "./document.ts";
import type { TaskConfig } from "./task-config.ts";

/** Where a task's documents come from. */
type DocumentSource =
  | { kind: "dataset"; path: string; name: string }
  /** Made from a seed by `generateDocument`: no dataset, and no end. */
  | { kind: "generated" };

/** Where a task's few-shot examples come from. */
export interface FewshotSource {
  /** How many the task wants; a run may ask for another number, unless this is 0 by the task's own word. */
  count: number;
  /** Examples that the task carries itself; then no split is needed. */
  samples: readonly Document[] | null;
  /** The dataset's split to draw from; null where there is none. */
  split: string | null;
}

/** The metric and filter that rank workers. */
export interface Headline {
  metric: string;
  filter: string;
  isHigherBetter: boolean;
}

/** A benchmark: where its documents come from, how a prompt is made, how an answer is scored. Immutable. */
export interface Task {
  readonly name: string;
  readonly alias: string;
  /** What is asked for: a text, the likelihood of each choice, or that of one continuation. */
  readonly outputType: TaskConfig["output_type"];
  /** The whole configuration as JSON; `restoreTask` makes the same task of it. */
  readonly config: TaskConfig;
  readonly source: DocumentSource;
  /** The split that is asked: test, else validation. Null for generated documents. */
  readonly split: string | null;
  readonly fewshot: FewshotSource;
  readonly headline: Headline;
  /** Every "metric,filter" that a sample gets. */
  readonly metricKeys: readonly string[];
  /** Whether more is better, by metric. */
  readonly directionOf: Readonly<Record<string, boolean>>;
  /** What is odd about the configuration and does no harm. */
  readonly warnings: readonly string[];
  /** How an answer with this target may be put so that the filters find it; for simulated workers. */
  phraseAnswer(target: string): string;
}

/** How a group's tasks are put together. */
export interface GroupAggregate {
  metric: string;
  /** Names of the filters it is for; empty means all. */
  filters: string[];
  isWeightedBySize: boolean;
}

/** A named set of tasks that has results of its own. Plain JSON. */
export interface TaskGroup {
  name: string;
  alias: string;
  /** All tasks below, through groups in groups. */
  taskNames: string[];
  /** The groups directly below. */
  groupNames: string[];
  aggregates: GroupAggregate[];
  version: string | null;
}
