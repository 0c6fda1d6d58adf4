import type { Db } from "../../db/index.ts";
import type { JsonObject } from "../../workers/index.ts";
import type { InstanceRequest } from "../sampling/store.ts";
import type { FilterResult } from "../tasks/index.ts";

/** Everything that is stored of one (worker, document). */
export interface StoredAnswer {
  ordinal: number;
  task: string;
  docId: number;
  doc: JsonObject;
  request: InstanceRequest;
  target: string;
  text: string;
  /** Likelihoods as [logprob, isGreedy], or repeated answers; null where there is one text. */
  answers: readonly (string | readonly [number, boolean])[] | null;
  fault: string | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  durationMs: number;
  score: number | null;
  results: Record<string, FilterResult>;
}

/** One worker's samples with `from <= ordinal < to`, in order. */
export function readAnswers(db: Db, runId: string, uid: number, { from, to }: { from: number; to: number }): Promise<StoredAnswer[]> {
  return db.query<StoredAnswer>(
    `select i.ordinal, i.task, i.doc_id as "docId", i.doc, i.request, i.target, r.text, r.answers, r.fault, r.finish_reason as "finishReason",
       r.prompt_tokens as "promptTokens", r.completion_tokens as "completionTokens", r.duration_ms as "durationMs", s.score, s.results
     from instance i join response r using (run_id, ordinal) join sample s using (run_id, worker_uid, ordinal)
     where i.run_id = $1 and r.worker_uid = $2 and i.ordinal >= $3 and i.ordinal < $4 order by i.ordinal`,
    [runId, uid, from, to],
  );
}
