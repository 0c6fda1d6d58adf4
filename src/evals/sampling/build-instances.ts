import type { EvalsContext } from "../context.ts";
import { findDatasetById, readRows, type DatasetRow } from "../datasets/index.ts";
import { DEFAULT_PROCEDURAL_DOCUMENTS, type RunSettings } from "../run.ts";
import { hasSplit } from "../runs/freeze-task.ts";
import type { RunRow, RunTaskRow } from "../runs/store.ts";
import { createRequestBuilder, generateDocument, processDocument, type Document, type Task } from "../tasks/index.ts";
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
  const build = createRequestBuilder(task, examples, {
    ...settings,
    fewshotSeed: settings.seed,
    // Recordings alone may answer without examples; `freezeTask` has said so.
    ...(needsExamples(task) && examples.length === 0 && { numFewshot: 0 }),
  });
  let left = settings.limit ?? Number.POSITIVE_INFINITY;
  for await (const { docId, doc } of documentsOf(context, task, row, settings)) {
    if (left-- <= 0) return;
    const { endpoint, body, target } = build(doc);
    yield { task: row.name, docId, doc, request: { endpoint, body }, target };
  }
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

async function* documentsOf(context: EvalsContext, task: Task, row: RunTaskRow, settings: RunSettings): AsyncGenerator<NumberedDocument> {
  if (row.datasetId !== null) {
    yield* processed(task, readRows(context.db, row.datasetId, { split: task.split ?? "" }));
    return;
  }
  const count = settings.limit ?? DEFAULT_PROCEDURAL_DOCUMENTS;
  for (let index = 0; index < count; index++) yield { docId: index, doc: generateDocument(task, settings.seed, index) };
}

async function* processed(task: Task, rows: AsyncIterable<DatasetRow>): AsyncGenerator<NumberedDocument> {
  for await (const { id, doc } of rows) {
    const kept = processDocument(task, doc);
    if (kept !== null) yield { docId: id, doc: kept };
  }
}
