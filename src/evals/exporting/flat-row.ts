import type { StoredAnswer } from "./store.ts";

/** One sample in one row: what was asked, answered, extracted and scored. `doc`, `request` and `results` are JSON. */
export interface FlatRow {
  run: string;
  worker: string;
  task: string;
  ordinal: number;
  doc_id: number;
  target: string;
  answer: string | null;
  extracted: string | null;
  score: number | null;
  fault: string | null;
  fault_text: string | null;
  finish_reason: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  duration_ms: number;
  doc: unknown;
  request: unknown;
  results: unknown;
}

/** Every column in its order, and whether it holds JSON. */
export const COLUMNS: readonly { name: keyof FlatRow; type: "STRING" | "INT32" | "DOUBLE" | "JSON" }[] = [
  { name: "run", type: "STRING" },
  { name: "worker", type: "STRING" },
  { name: "task", type: "STRING" },
  { name: "ordinal", type: "INT32" },
  { name: "doc_id", type: "INT32" },
  { name: "target", type: "STRING" },
  { name: "answer", type: "STRING" },
  { name: "extracted", type: "STRING" },
  { name: "score", type: "DOUBLE" },
  { name: "fault", type: "STRING" },
  { name: "fault_text", type: "STRING" },
  { name: "finish_reason", type: "STRING" },
  { name: "prompt_tokens", type: "INT32" },
  { name: "completion_tokens", type: "INT32" },
  { name: "duration_ms", type: "DOUBLE" },
  { name: "doc", type: "JSON" },
  { name: "request", type: "JSON" },
  { name: "results", type: "JSON" },
];

export function toFlatRow(answer: StoredAnswer, names: { run: string; worker: string; headlineFilter: string }): FlatRow {
  const isAnswer = answer.fault === null;
  return {
    run: names.run,
    worker: names.worker,
    task: answer.task,
    ordinal: answer.ordinal,
    doc_id: answer.docId,
    target: answer.target,
    answer: isAnswer ? answer.text : null,
    extracted: answer.results[names.headlineFilter]?.extracted ?? null,
    score: answer.score,
    fault: answer.fault,
    fault_text: isAnswer ? null : answer.text,
    finish_reason: answer.finishReason,
    prompt_tokens: answer.promptTokens,
    completion_tokens: answer.completionTokens,
    duration_ms: answer.durationMs,
    doc: answer.doc,
    request: answer.request,
    results: answer.results,
  };
}
