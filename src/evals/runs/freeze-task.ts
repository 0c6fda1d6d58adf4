import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { commandFor, findDataset, registerDataset, titleOf, type Dataset } from "../datasets/index.ts";
import type { RunSettings } from "../run.ts";
import { fewshotCountOf, type LocalDataset, type Task } from "../tasks/index.ts";

export interface FrozenTask {
  name: string;
  config: Record<string, unknown>;
  datasetId: number | null;
  /** What the task's few-shot examples should have come from, and is not there. */
  missingExamples: string | null;
}

interface Circumstances {
  /** Whether some worker of the run answers by the prompt. */
  readsPrompts: boolean;
  /** The dataset that the task brings along. */
  files: LocalDataset | null;
}

/**
 * Binds a task to the revision of its dataset that is there now, and checks that the splits it needs are.
 * Few-shot examples that are missing are an error, unless no worker of the run reads prompts: recordings answer by the
 * document, and re-scoring one must not need data that changes nothing.
 */
export async function freezeTask(db: Db, task: Task, settings: RunSettings, { readsPrompts, files }: Circumstances): Promise<FrozenTask> {
  const frozen = { name: task.name, config: task.config as Record<string, unknown>, datasetId: null, missingExamples: null };
  if (task.source.kind === "generated") return frozen;
  const { path, name } = task.source;
  const dataset = files === null ? await findDataset(db, path, name) : await registerFiles(db, files);
  if (!dataset) {
    const hint = `${commandFor({ name: path, config: name })} registers it.`;
    throw new AssayError("not_found", `The task ${task.name} reads the dataset ${fullName(task)}, which is not here: ${hint}`, {
      field: "tasks",
    });
  }
  requireSplit(task, dataset, task.split);
  const fewshots = fewshotCountOf(task, settings.numFewshot);
  const isShort = fewshots > 0 && task.fewshot.samples === null && !hasSplit(dataset, task.fewshot.split);
  if (isShort && readsPrompts)
    requireSplit(task, dataset, task.fewshot.split, `for its ${fewshots} few-shot examples (or ask for none: --num_fewshot 0)`);
  return { ...frozen, datasetId: dataset.id, missingExamples: isShort ? `${fullName(task)} has no split ${task.fewshot.split}` : null };
}

/** A file that has changed since is a new revision; the same content is none. */
async function registerFiles(db: Db, { name, splits }: LocalDataset): Promise<Dataset> {
  const { dataset } = await registerDataset(db, { name, splits });
  return dataset;
}

/** One sentence for each split that is missing, however many tasks would have drawn examples from it. */
export function warnOfMissingExamples(tasks: readonly FrozenTask[]): string[] {
  const short = Map.groupBy(
    tasks.filter((task) => task.missingExamples !== null),
    (task) => task.missingExamples,
  );
  return [...short].map(([missing, [first, ...others]]) => {
    const whose = others.length === 0 ? first?.name : `${first?.name} and ${others.length} more tasks`;
    return `${missing} for the few-shot examples of ${whose}: prompts are built without them, which the recordings that answer here do not read.`;
  });
}

export function hasSplit(dataset: Dataset, split: string | null): boolean {
  return dataset.splits.some(({ name }) => name === split);
}

function requireSplit(task: Task, dataset: Dataset, split: string | null, purpose = ""): void {
  if (hasSplit(dataset, split)) return;
  const present = dataset.splits.map(({ name }) => name).join(", ");
  throw new AssayError(
    "not_found",
    `The task ${task.name} needs the split ${split ?? "test"} of ${fullName(task)}${purpose && ` ${purpose}`}; what is registered has ${present}.`,
    { field: "tasks" },
  );
}

function fullName({ name, source }: Task): string {
  return source.kind === "generated" ? name : titleOf({ name: source.path, config: source.name });
}
