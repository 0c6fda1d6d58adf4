import { scoreAnswer, type Task } from "../tasks/index.ts";
import { CODE } from "./codes.ts";
import { documentId } from "./document-id.ts";
import type { InstanceDocument, ResponseDocument, ResultDocument, ScoreEntry, TaskDocument } from "./documents.ts";
import { readResponse } from "./read-response.ts";

const STATUS_DONE = 0;
const STATUS_NOTHING = 1;

/** An instance and what came back for its prompts. */
export interface AnsweredInstance {
  instance: InstanceDocument;
  responses: readonly Pick<ResponseDocument, "ok" | "error_code" | "ms" | "error" | "response" | "session_height">[];
}

/**
 * The result of a task: a score for each document whose answers are good, by id, then one failed entry for each bad
 * answer. A bad answer drops its own document and no other.
 */
export function evaluateTask(
  task: Task,
  { requester_args: { path }, _id: taskId }: Pick<TaskDocument, "requester_args" | "_id">,
  answered: readonly AnsweredInstance[],
  at: Date,
): ResultDocument {
  const good: ScoreEntry[] = [];
  const failed: ScoreEntry[] = [];
  for (const { instance, responses } of answered.toSorted((a, b) => a.instance.doc_id - b.instance.doc_id)) {
    const { doc_id: id } = instance;
    const read = responses.map((response) => ({
      ...response,
      read: response.ok ? readResponse(response.response, path) : faultOf(response),
    }));
    const faults = read.flatMap((response) => ("code" in response.read ? [response.read] : []));
    failed.push(...faults.map(({ code, error }) => ({ score: 0, id, run_time: 0, status_code: code, error_str: error })));
    const [first] = read;
    if (faults.length > 0 || !first || !("text" in first.read)) continue;
    const { headline } = scoreAnswer(task, instance.doc, first.read.text);
    const run_time = read.reduce((sum, { ms }) => sum + ms, 0) / read.length;
    good.push({ score: headline, id, run_time, status_code: CODE.ok, error_str: "" });
  }
  const scores = [...good, ...failed];
  const heights = answered.flatMap(({ responses }) => responses.map((response) => response.session_height));
  return {
    result_data: {
      _id: documentId(taskId, "result"),
      task_id: taskId,
      num_samples: scores.length,
      status: scores.length > 0 ? STATUS_DONE : STATUS_NOTHING,
      result_height: heights.length > 0 ? Math.max(...heights) : -1,
      result_time: at.toISOString(),
    },
    scores,
  };
}

function faultOf({ error_code: code, error }: { error_code: number; error: string }): { code: number; error: string } {
  return { code, error };
}
