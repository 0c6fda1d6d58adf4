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

/**
 * Samples of a range that pass the filter, by document and then by worker. First which they are, out of the tables that the filter
 * needs, and only then all that is shown of them: many times faster where few pass. The ranges are said of each table, because the
 * planner does not conclude them from a join.
 */
export function readSamples(db: Db, runId: string, range: SampleRange, filter: SampleFilter, limit: number): Promise<StoredSample[]> {
  const parameters: unknown[] = [runId, [...range.uids], range.after.ordinal, range.after.uid, range.endOrdinal, limit];
  const conditions: string[] = [];
  const add = (condition: (parameter: string) => string, value: unknown) => {
    parameters.push(value);
    conditions.push(`and ${condition(`$${parameters.length}`)}`);
  };
  if (filter.fault === "any") conditions.push("and s.fault is not null");
  else if (filter.fault !== undefined) add((parameter) => `s.fault = ${parameter}`, filter.fault);
  if (filter.score === "right") conditions.push("and s.score = 1");
  if (filter.score === "wrong") conditions.push("and s.score < 1");
  if (filter.text !== undefined) add((parameter) => `strpos(lower(r.text), lower(${parameter})) > 0`, filter.text);
  const texts = `join response r on r.run_id = $1 and r.worker_uid = s.worker_uid and r.ordinal = s.ordinal
      and r.ordinal >= $3 and r.ordinal < $5`;
  return db.query<StoredSample>(
    `with hit as materialized (
       select s.ordinal, s.worker_uid from sample s ${filter.text === undefined ? "" : texts}
       where s.run_id = $1 and s.worker_uid = any($2::int[]) and s.ordinal >= $3 and s.ordinal < $5
         and (s.ordinal, s.worker_uid) > ($3, $4::int) ${conditions.join(" ")}
       order by s.ordinal, s.worker_uid limit $6)
     select s.ordinal, i.task, i.doc_id as "docId", w.uid, w.name as worker, i.target, left(r.text, ${LIST_TEXT_LENGTH}) as text,
       s.results, s.score, s.fault, r.duration_ms as "durationMs"
     from hit
     join sample s on s.run_id = $1 and s.worker_uid = hit.worker_uid and s.ordinal = hit.ordinal
     join instance i on i.run_id = $1 and i.ordinal = hit.ordinal
     join response r on r.run_id = $1 and r.worker_uid = hit.worker_uid and r.ordinal = hit.ordinal
     join worker w on w.uid = hit.worker_uid
     order by hit.ordinal, hit.worker_uid`,
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

type StoredSide = Pick<StoredSample, "text" | "results" | "score" | "fault">;

/** Two workers' samples of one document. */
export interface StoredPair extends Pick<StoredSample, "ordinal" | "task" | "docId" | "target"> {
  a: StoredSide;
  b: StoredSide;
}

interface PairRange {
  ordinals: readonly number[];
  uids: readonly [a: number, b: number];
  /** Part of either answer, in any case. */
  text: string | undefined;
  limit: number;
}

/** Samples of two workers on these documents, side by side. */
export function readPairs(db: Db, runId: string, { ordinals, uids: [a, b], text, limit }: PairRange): Promise<StoredPair[]> {
  return db.query<StoredPair>(
    `select i.ordinal, i.task, i.doc_id as "docId", i.target, ${sideOf("ra", "sa")} as a, ${sideOf("rb", "sb")} as b
     from instance i
     join sample sa on sa.run_id = i.run_id and sa.ordinal = i.ordinal and sa.worker_uid = $3
     join sample sb on sb.run_id = i.run_id and sb.ordinal = i.ordinal and sb.worker_uid = $4
     join response ra on ra.run_id = i.run_id and ra.ordinal = i.ordinal and ra.worker_uid = $3
     join response rb on rb.run_id = i.run_id and rb.ordinal = i.ordinal and rb.worker_uid = $4
     where i.run_id = $1 and i.ordinal = any($2::int[]) and sa.ordinal = any($2::int[]) and sb.ordinal = any($2::int[])
       and ra.ordinal = any($2::int[]) and rb.ordinal = any($2::int[])
       and ($5::text is null or strpos(lower(ra.text), lower($5)) > 0 or strpos(lower(rb.text), lower($5)) > 0)
     order by i.ordinal limit $6`,
    [runId, [...ordinals], a, b, text ?? null, limit],
  );
}

function sideOf(response: string, sample: string): string {
  return `json_build_object('text', left(${response}.text, ${LIST_TEXT_LENGTH}), 'results', ${sample}.results,
    'score', ${sample}.score, 'fault', ${sample}.fault)`;
}
