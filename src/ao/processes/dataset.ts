import { createHash } from "node:crypto";
import { z } from "zod";
import { addRows, countRows, describeTask, findDataset, type EvalsContext } from "../../evals/index.ts";
import { listEntriesOfTask, type PoolsContext } from "../../pools/index.ts";
import { parseData } from "../parse-data.ts";
import { Malformed, Refusal, type ProcessKind, type Turn } from "../process-kind.ts";

const MOST_ROWS = 100_000;
const MOST_MODELS = 1000;
const textSchema = z.string().min(1);
const rowSchema = z.object({
  context: textSchema,
  question: textSchema,
  answerA: textSchema,
  answerB: textSchema,
  answerC: textSchema,
  result: z.enum(["1", "2", "3"]),
  id: z.union([z.string(), z.int()]).optional(),
});
type Row = z.infer<typeof rowSchema>;

/** A dataset of three-way questions (ao.md, 4.2) over a task of `evals`: its settings name the task and the registered dataset. */
export function datasetKind(evals: EvalsContext, pools: PoolsContext): ProcessKind {
  return {
    kind: "dataset",
    actions: {
      Init: { handle: init },
      "Load-Data": { handle: loadData },
      Info: { isReadOnly: true, handle: (turn) => info(evals, turn) },
      "Get-Models": { isReadOnly: true, handle: (turn) => getModels(pools, turn) },
      Score: { isReadOnly: true, handle: (turn) => score(pools, turn) },
    },
  };
}

/** There is nothing to make, and nothing is wiped. */
async function init(turn: Turn): Promise<void> {
  requireOwner(turn);
  const known = await findDataset(turn.db, settingsOf(turn).dataset);
  if (known) throw new Refusal(409, "The dataset is there already; nothing was changed.");
  turn.reply({}, "ok");
}

/** All rows or none; a row that is there already is skipped, a question that has two different right answers is named. */
async function loadData(turn: Turn): Promise<void> {
  requireOwner(turn);
  const rows = parseData(turn, z.array(rowSchema).min(1).max(MOST_ROWS));
  const { dataset, split } = settingsOf(turn);
  const added = await addRows(turn.db, { name: dataset, split, rows, identityOf: (row) => identityOf(row as Row) });
  const byQuestion = Map.groupBy(rows, ({ context, question }) => `${context}\n${question}`);
  const repeated = [...byQuestion.values()].filter((same) => same.length > 1);
  const conflicting = repeated.filter((same) => new Set(same.map(rightAnswerOf)).size > 1);
  const report = {
    loaded: added.loaded,
    skipped: added.skipped,
    repeated: repeated.length,
    conflicting: conflicting.map((same) => same.map(({ id }, index) => id ?? index)),
  };
  turn.reply({}, JSON.stringify(report));
}

async function info(evals: EvalsContext, turn: Turn): Promise<void> {
  const { task, dataset } = settingsOf(turn);
  const [detail, known] = [await describeTask(evals, task), await findDataset(turn.db, dataset)];
  const value = { name: task, description: detail.name, num_samples: known ? countRows(known) : 0, data_txid: known?.contentHash ?? "" };
  turn.reply({}, JSON.stringify(value));
  turn.print(JSON.stringify(value));
}

async function getModels(pools: PoolsContext, turn: Turn): Promise<void> {
  const entries = await listEntriesOfTask(pools, settingsOf(turn).task, { limit: MOST_MODELS });
  const rows = entries.map(({ id, model, worker }) => ({
    id,
    name: worker,
    inference_process: worker,
    data_tx: model,
  }));
  turn.reply({}, JSON.stringify(rows));
  turn.print(JSON.stringify(rows));
}

/** How a model stands: of what was answered. A model that nobody has entered has answered nothing. */
async function score(pools: PoolsContext, turn: Turn): Promise<void> {
  const model = turn.message.data.trim();
  if (model === "") throw new Malformed("Send the model as data.");
  const [row] = await listEntriesOfTask(pools, settingsOf(turn).task, { model, limit: 1 });
  const { correct = 0, answered = 0, total = 0 } = row ?? {};
  const value = {
    correct,
    unevaluated: total - answered,
    total,
    score: answered === 0 ? 0 : correct / answered,
    progress: total === 0 ? 0 : answered / total,
  };
  turn.reply({ Action: "Score-Response", Model: model }, JSON.stringify(value));
}

function settingsOf({ process }: Turn): { task: string; dataset: string; split: string } {
  const { task, dataset, split } = process.settings;
  return { task: String(task ?? "siqa"), dataset: String(dataset ?? "social_i_qa"), split: String(split ?? "validation") };
}

function requireOwner({ process, message }: Turn): void {
  if (message.from !== process.owner) throw new Refusal(403, "Only the owner of the dataset may do this.");
}

/** Loaded twice, a row is stored once; the same question under another id is a row of its own, and is told. */
function identityOf({ context, question, answerA, answerB, answerC, result, id = "" }: Row): string {
  return createHash("sha256")
    .update(JSON.stringify([context, question, answerA, answerB, answerC, result, id]))
    .digest("hex");
}

function rightAnswerOf(row: Row): string {
  return { "1": row.answerA, "2": row.answerB, "3": row.answerC }[row.result];
}
