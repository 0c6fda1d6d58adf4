import type { Db } from "../../db/index.ts";
import type { JsonObject } from "../../workers/index.ts";
import type { FilterResult } from "../tasks/index.ts";

export interface StoredSample {
  ordinal: number;
  task: string;
  docId: number;
  uid: number;
  worker: string;
  target: string;
  text: string;
  results: Record<string, FilterResult>;
  score: number | null;
  fault: string | null;
  durationMs: number;
}

/** A place in the order of a run's samples: by document, then by worker. */
export interface Place {
  ordinal: number;
  uid: number;
}

export interface SampleFilter {
  workerName?: string | undefined;
  task?: string | undefined;
  /** A fault's code; `any`: every fault. */
  fault?: string | undefined;
  score?: "right" | "wrong" | undefined;
  /** Part of the answer, in any case. */
  text?: string | undefined;
}

const LIST_TEXT_LENGTH = 2000;

/**
 * A page of samples after `after`. Walks the documents in order and looks each worker's sample up by its key, so that
 * the cost is the page's and not the run's: with 120,000 samples the first page takes milliseconds.
 */
export function readSamples(db: Db, runId: string, filter: SampleFilter, after: Place | undefined, limit: number): Promise<StoredSample[]> {
  const parameters: unknown[] = [runId, after?.ordinal ?? 0, after?.uid ?? -1, limit];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown) => {
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  if (filter.workerName !== undefined) add((p) => `w.name = ${p}`, filter.workerName);
  if (filter.task !== undefined) add((p) => `i.task = ${p}`, filter.task);
  if (filter.fault === "any") conditions.push("s.fault is not null");
  else if (filter.fault !== undefined) add((p) => `s.fault = ${p}`, filter.fault);
  if (filter.score === "right") conditions.push("s.score = 1");
  if (filter.score === "wrong") conditions.push("s.score < 1");
  if (filter.text !== undefined) add((p) => `strpos(lower(r.text), lower(${p})) > 0`, filter.text);
  return db.query<StoredSample>(
    `select i.ordinal, i.task, i.doc_id as "docId", w.uid, w.name as worker, i.target, left(r.text, ${LIST_TEXT_LENGTH}) as text,
       s.results, s.score, s.fault, r.duration_ms as "durationMs"
     from instance i
     cross join (select w.uid, w.name from run_worker rw join worker w on w.uid = rw.worker_uid where rw.run_id = $1) w
     join sample s on s.run_id = i.run_id and s.worker_uid = w.uid and s.ordinal = i.ordinal
     join response r on r.run_id = i.run_id and r.worker_uid = w.uid and r.ordinal = i.ordinal
     where i.run_id = $1 and i.ordinal >= $2 and (i.ordinal, w.uid) > ($2, $3)
     ${conditions.map((condition) => `and ${condition}`).join(" ")}
     order by i.ordinal, w.uid limit $4`,
    parameters,
  );
}

export interface StoredSampleDetail extends StoredSample {
  doc: JsonObject;
  request: { endpoint: "chat" | "completions"; body: JsonObject };
  promptTokens: number | null;
  completionTokens: number | null;
  finishReason: string | null;
}

export async function readSample(db: Db, runId: string, { ordinal, uid }: Place): Promise<StoredSampleDetail | undefined> {
  const [row] = await db.query<StoredSampleDetail>(
    `select i.ordinal, i.task, i.doc_id as "docId", w.uid, w.name as worker, i.target, r.text, s.results, s.score, s.fault,
       r.duration_ms as "durationMs", i.doc, i.request, r.prompt_tokens as "promptTokens", r.completion_tokens as "completionTokens",
       r.finish_reason as "finishReason"
     from sample s join instance i using (run_id, ordinal) join response r using (run_id, worker_uid, ordinal)
     join worker w on w.uid = s.worker_uid where s.run_id = $1 and s.ordinal = $2 and s.worker_uid = $3`,
    [runId, ordinal, uid],
  );
  return row;
}
