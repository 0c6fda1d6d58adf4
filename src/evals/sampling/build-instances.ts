import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { findDatasetById, readRows, type DatasetRow } from "../datasets/index.ts";
import { DEFAULT_PROCEDURAL_DOCUMENTS, type RunSettings } from "../run.ts";
import { hasSplit } from "../runs/freeze-task.ts";
import type { RunRow, RunTaskRow } from "../runs/store.ts";
import {
  createLikelihoodBuilder,
  createRequestBuilder,
  generateDocument,
  processDocument,
  type Document,
  type LikelihoodRequest,
  type Task,
} from "../tasks/index.ts";
import type { Instance } from "./store.ts";

interface NumberedDocument {
  docId: number;
  doc: Document;
}

/** A task's documents as prompts, in order, at most as many as the run wants. */
export async function* buildInstances(context: EvalsContext, run: RunRow, row: RunTaskRow): AsyncGenerator<Omit<Instance, "ordinal">> {
  const { settings } = run;
  const task = await context.tasks.find(run.id, row.name);
  const examples = await readExamples(context, task, row, settings);
  const build = builderOf(task, examples, {
    ...settings,
    fewshotSeed: settings.seed,
    // Recordings alone may answer without examples; `freezeTask` has said so.
    ...(needsExamples(task) && examples.length === 0 && { numFewshot: 0 }),
  });
  for await (const { docId, doc } of chosenDocuments(context, task, row, settings)) {
    yield { task: row.name, docId, doc, ...build(doc) };
  }
}

type Builder = (doc: Document) => Pick<Instance, "request" | "target">;

function builderOf(task: Task, examples: readonly Document[], settings: RunSettings & { fewshotSeed: number }): Builder {
  if (task.outputType === "generate_until") {
    const build = createRequestBuilder(task, examples, settings);
    return (doc) => {
      const { endpoint, body, target } = build(doc);
      return { request: { endpoint, body }, target };
    };
  }
  const build = createLikelihoodBuilder(task, examples, settings);
  return (doc) => {
    const { requests, target } = build(doc);
    return { request: { endpoint: "likelihoods", groups: groupByContext(requests) }, target };
  };
}

/** Continuations of one context, which may be long, keep it once. Their order stays. */
function groupByContext(requests: readonly LikelihoodRequest[]): { context: string; continuations: string[] }[] {
  const groups: { context: string; continuations: string[] }[] = [];
  for (const { context, continuation } of requests) {
    const last = groups.at(-1);
    if (last?.context === context) last.continuations.push(continuation);
    else groups.push({ context, continuations: [continuation] });
  }
  return groups;
}

function needsExamples(task: Task): boolean {
  return task.fewshot.samples === null && task.fewshot.split !== null;
}

async function readExamples(context: EvalsContext, task: Task, row: RunTaskRow, settings: RunSettings): Promise<Document[]> {
  const wanted = settings.numFewshot ?? task.fewshot.count;
  if (row.datasetId === null || wanted === 0 || !needsExamples(task)) return [];
  const dataset = await findDatasetById(context.db, row.datasetId);
  if (!dataset || !hasSplit(dataset, task.fewshot.split)) return [];
  const examples: Document[] = [];
  for await (const { doc } of processed(task, readRows(context.db, row.datasetId, { split: task.fewshot.split ?? "" }))) examples.push(doc);
  return examples;
}

/** The documents that the run asks for: all, the first so many, or those that it names. */
async function* chosenDocuments(
  context: EvalsContext,
  task: Task,
  row: RunTaskRow,
  settings: RunSettings,
): AsyncGenerator<NumberedDocument> {
  const named = settings.samples?.[row.name];
  const wanted = named && new Set(named);
  const end = wanted ? Math.max(...wanted) + 1 : await countWanted(context, task, row, settings.limit);
  let at = 0;
  for await (const document of documentsOf(context, task, row, { seed: settings.seed, count: end })) {
    if (at >= end) return;
    if (wanted?.delete(at) ?? true) yield document;
    at += 1;
  }
  if (!wanted || wanted.size === 0) return;
  throw new AssayError("invalid_input", `samples names document ${[...wanted][0]} of ${task.name}, which has ${at} (0 to ${at - 1}).`, {
    field: "samples",
  });
}

/** How many documents from the first on; a share of them is rounded up, as the harness rounds. */
async function countWanted(context: EvalsContext, task: Task, row: RunTaskRow, limit: number | undefined): Promise<number> {
  if (limit === undefined) return row.datasetId === null ? DEFAULT_PROCEDURAL_DOCUMENTS : Number.POSITIVE_INFINITY;
  return limit < 1 ? Math.ceil((await countDocuments(context, task, row)) * limit) : limit;
}

/** The documents of a task's split that the task keeps; of a procedural task as many as are asked for without a limit. */
export async function countDocuments({ db }: Pick<EvalsContext, "db">, task: Task, { datasetId }: RunTaskRow): Promise<number> {
  if (datasetId === null) return DEFAULT_PROCEDURAL_DOCUMENTS;
  let count = 0;
  for await (const _ of processed(task, readRows(db, datasetId, { split: task.split ?? "" }))) count += 1;
  return count;
}

async function* documentsOf(
  context: EvalsContext,
  task: Task,
  row: RunTaskRow,
  { seed, count }: { seed: number; count: number },
): AsyncGenerator<NumberedDocument> {
  if (row.datasetId !== null) {
    yield* processed(task, readRows(context.db, row.datasetId, { split: task.split ?? "" }));
    return;
  }
  for (let index = 0; index < count; index++) yield { docId: index, doc: generateDocument(task, seed, index) };
}

async function* processed(task: Task, rows: AsyncIterable<DatasetRow>): AsyncGenerator<NumberedDocument> {
  for await (const { id, doc } of rows) {
    const kept = processDocument(task, doc);
    if (kept !== null) yield { docId: id, doc: kept };
  }
}
