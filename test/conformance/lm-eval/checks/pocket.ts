import { chatPrompt, createRequestBuilder, type Document, scoreAnswer, type Task } from "../../../../src/evals/tasks/index.ts";
import { readFewshots, requireTask, restoreGoldenTasks } from "../golden-tasks.ts";
import { compareRecords, type Outcome } from "../outcome.ts";
import type { Vectors } from "../vectors.ts";

const FILE = "pocket.jsonl";

interface PocketRow {
  kind: string;
  task: string;
  path: string;
  deterministic_fewshot: boolean;
  task_doc: { num_fewshot: number | null; apply_chat_template: boolean; fewshot_as_multiturn: boolean };
  instances: { doc: Document; doc_id: number; arguments: [string, unknown] | null }[];
  prompts: { data: string }[];
  responses: { doc_id: number; response: string }[];
  result: { scores: { score: number; id: number; status_code: number }[] }[];
}

type Messages = { role: string; content: string }[];

/** What the Pocket test-bench asks and how it scores good answers. Its workflows, tables and codes are not the evaluation's business. */
export function checkPocket(vectors: Vectors): Outcome[] {
  const rows = vectors.read<PocketRow>(FILE);
  const tasks = restoreGoldenTasks(vectors);
  const fewshots = readFewshots(vectors);
  const samples = rows.filter((row) => row.kind === "sample" && row.deterministic_fewshot);
  const prompts = samples.flatMap((row) => {
    const { task_doc: settings } = row;
    const task = requireTask(tasks, row.task);
    const build = createRequestBuilder(task, fewshots.get(row.task) ?? [], {
      numFewshot: settings.num_fewshot ?? undefined,
      applyChatTemplate: settings.apply_chat_template,
      fewshotAsMultiturn: settings.fewshot_as_multiturn,
      requestSeed: 1234,
    });
    return row.instances.map(({ doc, doc_id: id, arguments: handedOn }, at) => {
      const { body } = build(doc);
      const messages = body["messages"] as Messages | undefined;
      const prompt = messages === undefined ? body["prompt"] : chatPrompt(messages);
      return {
        name: `${row.task} ${row.path} ${id}`,
        found: [{ ...body, model: "pocket_network" }, prompt],
        wanted: [withoutTypes(JSON.parse(row.prompts[at]?.data ?? "{}") as Record<string, unknown>), handedOn?.[0] ?? prompt],
      };
    });
  });
  const scores = rows
    .filter(({ kind }) => kind === "evaluate")
    .flatMap((row) => {
      const documents = samples.find(({ task }) => task === row.task)?.instances ?? [];
      const good = row.result.flatMap((result) => result.scores).filter(({ status_code: code }) => code === 0);
      return good.flatMap(({ id, score }) => {
        const document = documents.find(({ doc_id: docId }) => docId === id)?.doc;
        const response = row.responses.find(({ doc_id: docId }) => docId === id)?.response ?? "";
        return document === undefined ? [] : [scored(requireTask(tasks, row.task), document, response, score)];
      });
    });
  return [compareRecords(FILE, "prompts", prompts, (record) => record), compareRecords(FILE, "scores", scores, (record) => record)];
}

function scored(task: Task, document: Document, response: string, score: number): { name: string; found: number; wanted: number } {
  const { choices } = JSON.parse(response) as { choices: { index: number; text?: string; message?: { content: string } }[] };
  const choice = choices.find(({ index }) => index === 0);
  return {
    name: `${task.name}: ${response}`,
    found: scoreAnswer(task, document, choice?.text ?? choice?.message?.content ?? "").headline,
    wanted: score,
  };
}

function withoutTypes(body: Record<string, unknown>): Record<string, unknown> {
  const messages = body["messages"] as Messages | undefined;
  return messages === undefined ? body : { ...body, messages: messages.map(({ role, content }) => ({ role, content })) };
}
