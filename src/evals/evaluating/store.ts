import type { Db } from "../../db/index.ts";
import type { FilterResult } from "../tasks/index.ts";

export interface ResponseText {
  ordinal: number;
  text: string;
  /** Likelihoods, or repeated answers; null where there is one text. */
  answers: readonly (string | [logprob: number, isGreedy: boolean])[] | null;
  fault: string | null;
}

/** A scored (worker, document). */
export interface Sample {
  ordinal: number;
  /** The headline metric; null when there is no outcome. */
  score: number | null;
  fault: string | null;
  results: Record<string, FilterResult>;
}

/** Running totals of one worker on one task. */
export interface Tally {
  task: string;
  scored: number;
  failed: number;
  faults: Record<string, number>;
  /** `metric,filter` -> sums over the answered documents: of values and their squares, or of what else makes the total. */
  sums: Record<string, readonly number[]>;
  /** float32 a document of the task, little-endian; NaN = no outcome. */
  outcomes: Uint8Array;
}

export function readResponses(db: Db, runId: string, workerUid: number, ordinals: readonly number[]): Promise<ResponseText[]> {
  return db.query<ResponseText>(
    `select ordinal, text, answers, fault from response where run_id = $1 and worker_uid = $2 and ordinal = any($3::int[]) order by ordinal`,
    [runId, workerUid, [...ordinals]],
  );
}

/** Holds a worker's progress until the transaction ends, so that its totals are changed by one at a time. */
export async function lockRunWorker(db: Db, runId: string, workerUid: number): Promise<{ scored: number } | undefined> {
  const [row] = await db.query<{ scored: number }>("select scored from run_worker where run_id = $1 and worker_uid = $2 for update", [
    runId,
    workerUid,
  ]);
  return row;
}

/** Stores samples; one that is there already stays. @returns the ordinals stored now */
export async function insertSamples(db: Db, runId: string, workerUid: number, samples: readonly Sample[]): Promise<number[]> {
  const rows = await db.query<{ ordinal: number }>(
    `insert into sample (run_id, worker_uid, ordinal, score, fault, results)
     select $1, $2, t.ordinal, t.score, t.fault, t.results::json
     from unnest($3::int[], $4::real[], $5::text[], $6::text[]) as t (ordinal, score, fault, results)
     on conflict do nothing returning ordinal`,
    [
      runId,
      workerUid,
      samples.map((sample) => sample.ordinal),
      samples.map((sample) => sample.score),
      samples.map((sample) => sample.fault),
      samples.map((sample) => JSON.stringify(sample.results)),
    ],
  );
  return rows.map((row) => row.ordinal);
}

export function readTallies(
  db: Db,
  runId: string,
  workerUid: number,
  tasks: readonly string[],
): Promise<(Tally & { firstOrdinal: number })[]> {
  return db.query<Tally & { firstOrdinal: number }>(
    `select s.task, s.scored, s.failed, s.faults, s.sums, s.outcomes, t.first_ordinal as "firstOrdinal"
     from score s join run_task t on t.run_id = s.run_id and t.name = s.task
     where s.run_id = $1 and s.worker_uid = $2 and s.task = any($3::text[])`,
    [runId, workerUid, [...tasks]],
  );
}

export async function writeTally(db: Db, runId: string, workerUid: number, tally: Tally): Promise<void> {
  await db.query(
    `update score set scored = $4, failed = $5, faults = $6::jsonb, sums = $7::jsonb, outcomes = $8
     where run_id = $1 and worker_uid = $2 and task = $3`,
    [runId, workerUid, tally.task, tally.scored, tally.failed, JSON.stringify(tally.faults), JSON.stringify(tally.sums), tally.outcomes],
  );
}

const IS_OVER = "(state = 'done' or (state = 'stopped' and scored = answered))";

/** Counts samples of a worker. @returns whether no more come for now: every document (of a race's rung) has one, or it was stopped and all its answers have */
export async function countScored(db: Db, runId: string, workerUid: number, scored: number): Promise<boolean> {
  const [row] = await db.query<{ over: boolean }>(
    `update run_worker set scored = scored + $3,
       state = case when scored + $3 = (select instance_count from run where id = $1) then 'done' else state end
     where run_id = $1 and worker_uid = $2 returning ${IS_OVER} or coalesce(scored = ask_to, false) as over`,
    [runId, workerUid, scored],
  );
  return row?.over ?? false;
}

/** Whether every worker of the run has a sample of every document that it is asked for. */
export async function isAllScored(db: Db, runId: string): Promise<boolean> {
  const [row] = await db.query<{ done: boolean }>(`select bool_and(${IS_OVER}) as done from run_worker where run_id = $1`, [runId]);
  return row?.done ?? false;
}

/** Every sample of a worker, in the order of the documents. */
export function readSamples(db: Db, runId: string, workerUid: number): Promise<Sample[]> {
  return db.query<Sample>("select ordinal, score, fault, results from sample where run_id = $1 and worker_uid = $2 order by ordinal", [
    runId,
    workerUid,
  ]);
}

/** Forgets a worker's responses, and their samples, whose faults are such. @returns how many */
export async function deleteFaulty(db: Db, runId: string, workerUid: number, isSuch: (fault: string) => boolean): Promise<number> {
  const faults = await db.query<{ fault: string }>(
    "select distinct fault from response where run_id = $1 and worker_uid = $2 and fault is not null",
    [runId, workerUid],
  );
  const rows = await db.query("delete from response where run_id = $1 and worker_uid = $2 and fault = any($3::text[]) returning ordinal", [
    runId,
    workerUid,
    faults.map(({ fault }) => fault).filter(isSuch),
  ]);
  return rows.length;
}

/** Puts a worker back to be asked for what it has no response of. */
export async function reopenWorker(db: Db, runId: string, workerUid: number, scored: number): Promise<void> {
  await db.query(
    `update run_worker set state = 'queued', error = null, scored = $3,
       answered = (select count(*) from response where run_id = $1 and worker_uid = $2)
     where run_id = $1 and worker_uid = $2`,
    [runId, workerUid, scored],
  );
}
