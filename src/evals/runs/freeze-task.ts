import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { findDataset, titleOf, type Dataset } from "../datasets/index.ts";
import type { RunSettings } from "../run.ts";
import { fewshotCountOf, type Task } from "../tasks/index.ts";

export interface FrozenTask {
  name: string;
  config: Record<string, unknown>;
  datasetId: number | null;
  warnings: string[];
}

/**
 * Binds a task to the revision of its dataset that is there now, and checks that the splits it needs are.
 * Few-shot examples that are missing are an error, unless no worker of the run reads prompts: recordings answer by the
 * document, and re-scoring one must not need data that changes nothing.
 */
export async function freezeTask(db: Db, task: Task, settings: RunSettings, readsPrompts: boolean): Promise<FrozenTask> {
  const frozen = { name: task.name, config: task.config as Record<string, unknown>, datasetId: null, warnings: [] };
  if (task.source.kind === "generated") return frozen;
  const { path, name } = task.source;
  const dataset = await findDataset(db, path, name);
  if (!dataset) {
    const hint = `\`assay dataset add ${path} --split ${task.split}=FILE\` registers it.`;
    throw new AssayError("not_found", `The task ${task.name} reads the dataset ${fullName(task)}, which is not here: ${hint}`, {
      field: "tasks",
    });
  }
  requireSplit(task, dataset, task.split);
  const warnings: string[] = [];
  const fewshots = fewshotCountOf(task, settings.numFewshot);
  if (fewshots > 0 && task.fewshot.samples === null && !hasSplit(dataset, task.fewshot.split)) {
    if (readsPrompts)
      requireSplit(task, dataset, task.fewshot.split, `for its ${fewshots} few-shot examples (or ask for none: --num_fewshot 0)`);
    warnings.push(
      `${fullName(task)} has no split ${task.fewshot.split} for the ${fewshots} few-shot examples of ${task.name}: its prompts are built without them, which the recordings that answer here do not read.`,
    );
  }
  return { ...frozen, datasetId: dataset.id, warnings };
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
