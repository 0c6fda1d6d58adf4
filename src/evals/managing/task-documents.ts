import type { Db } from "../../db/index.ts";
import { findDataset, readRows, titleOf, commandFor, type Dataset } from "../datasets/index.ts";
import { chooseDocuments, PocketFault, tableNameOf, type SamplerRequest } from "../pocket/index.ts";
import { fewshotCountOf, generateDocument, processDocument, type Document, type Task } from "../tasks/index.ts";

interface ChosenDocuments {
  documents: { id: number; doc: Document }[];
  examples: Document[];
  datasetId: number | null;
}

/** Procedural documents are made of this and their number, so that one can be made again. */
const GENERATOR_SEED = 1234;

/**
 * The documents of a sampling and the task's examples, each read by id and not by luck of storage. Of a procedural task
 * every sampling gets documents that nobody has seen.
 * @throws PocketFault `NotFound` for a dataset, split or document that is not there; as `chooseDocuments`
 */
export async function chooseTaskDocuments(db: Db, task: Task, request: SamplerRequest, seed: number): Promise<ChosenDocuments> {
  if (task.source.kind === "generated") {
    const qty = request.qty ?? 0;
    if (qty < 0)
      throw new PocketFault("BadParams", `The task ${task.name} makes its documents and has no end: ask for a number of them.`, "qty");
    const ids = request.doc_ids ?? Array.from({ length: qty }, (_, at) => seed + at);
    return { documents: ids.map((id) => ({ id, doc: generateDocument(task, GENERATOR_SEED, id) })), examples: [], datasetId: null };
  }
  const dataset = await findDataset(db, task.source.path, task.source.name);
  if (!dataset) {
    throw new PocketFault(
      "NotFound",
      `The task ${task.name} is not registered: ${commandFor({ name: task.source.path, config: task.source.name })} registers its dataset.`,
      "tasks",
    );
  }
  const split = task.split ?? "";
  const ids = await candidateIds(db, task, dataset);
  const chosen = chooseDocuments(ids, request, seed, { table: tableNameOf(task.source), split });
  const documents: ChosenDocuments["documents"] = [];
  for await (const { id, doc } of readRows(db, dataset.id, { ids: chosen })) {
    const kept = processDocument(task, doc);
    if (kept) documents.push({ id, doc: kept });
  }
  return { documents, examples: await readExamples(db, task, dataset, request.num_fewshot ?? undefined), datasetId: dataset.id };
}

/** Ids of the documents that the task asks: a range, unless it leaves some of the split out. */
export async function candidateIds(db: Db, task: Task, dataset: Dataset): Promise<number[]> {
  const split = dataset.splits.find(({ name }) => name === task.split);
  if (!split) throw new PocketFault("NotFound", `The dataset ${titleOf(dataset)} has no split ${task.split ?? "test"}.`, "tasks");
  if (task.config.process_docs === undefined) return Array.from({ length: split.rows }, (_, at) => split.firstId + at);
  const ids: number[] = [];
  for await (const { id, doc } of readRows(db, dataset.id, { split: split.name })) if (processDocument(task, doc)) ids.push(id);
  return ids;
}

async function readExamples(db: Db, task: Task, dataset: Dataset, wanted: number | undefined): Promise<Document[]> {
  const { samples, split } = task.fewshot;
  if (samples !== null || split === null || fewshotCountOf(task, wanted) === 0) return [];
  if (!dataset.splits.some(({ name }) => name === split)) return [];
  const examples: Document[] = [];
  for await (const { doc } of readRows(db, dataset.id, { split })) {
    const kept = processDocument(task, doc);
    if (kept) examples.push(kept);
  }
  return examples;
}
