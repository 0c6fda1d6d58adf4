import type { Db } from "../../db/index.ts";
import type { JsonObject } from "../../workers/index.ts";
import type { InstanceRequest } from "../sampling/store.ts";
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
  task?: string | undefined;
  /** A fault's code; `any`: every fault. */
  fault?: string | undefined;
  score?: "right" | "wrong" | undefined;
  /** Part of the answer, in any case. */
  text?: string | undefined;
}

/** Some documents of a run: from just after a place, up to (not with) an ordinal, by these workers. */
export interface SampleRange {
  after: Place;
  endOrdinal: number;
  uids: readonly number[];
}

const LIST_TEXT_LENGTH = 2000;

/** Samples of a range that pass the filter, by document and then by worker. */
export function readSamples(db: Db, runId: string, range: SampleRange, filter: SampleFilter, limit: number): Promise<StoredSample[]> {
  const parameters: unknown[] = [runId, [...range.uids], range.after.ordinal, range.after.uid, range.endOrdinal, limit];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown) => {
    parameters.push(value);
    conditions.push(`and ${condition(`$${parameters.length}`)}`);
  };
  if (filter.task !== undefined) add((parameter) => `i.task = ${parameter}`, filter.task);
  if (filter.fault === "any") conditions.push("and s.fault is not null");
  else if (filter.fault !== undefined) add((parameter) => `s.fault = ${parameter}`, filter.fault);
  if (filter.score === "right") conditions.push("and s.score = 1");
  if (filter.score === "wrong") conditions.push("and s.score < 1");
  if (filter.text !== undefined) add((parameter) => `strpos(lower(r.text), lower(${parameter})) > 0`, filter.text);
  return db.query<StoredSample>(
    `select s.ordinal, i.task, i.doc_id as "docId", w.uid, w.name as worker, i.target, left(r.text, ${LIST_TEXT_LENGTH}) as text,
       s.results, s.score, s.fault, r.duration_ms as "durationMs"
     from sample s
     join instance i on i.run_id = s.run_id and i.ordinal = s.ordinal
     join response r on r.run_id = s.run_id and r.worker_uid = s.worker_uid and r.ordinal = s.ordinal
     join worker w on w.uid = s.worker_uid
     where s.run_id = $1 and s.worker_uid = any($2::int[]) and s.ordinal >= $3 and s.ordinal < $5
       and (s.ordinal, s.worker_uid) > ($3, $4::int) ${conditions.join(" ")}
     order by s.ordinal, s.worker_uid limit $6`,
    parameters,
  );
}

export interface StoredSampleDetail extends StoredSample {
  doc: JsonObject;
  request: InstanceRequest;
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
