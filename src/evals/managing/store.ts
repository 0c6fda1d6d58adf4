import type { Db } from "../../db/index.ts";
import { storableJson } from "../../lib/storable-json.ts";
import type { InstanceDocument, PromptDocument, ResponseDocument, ResultDocument, SignatureEntry, TaskDocument } from "../pocket/index.ts";
import type { Plan } from "./plan.ts";
import type { WindowSample } from "./sample-window.ts";

export type SamplingState = "requesting" | "evaluating" | "done";

export interface SamplingRow {
  id: string;
  workerUid: number;
  framework: string;
  task: string;
  state: SamplingState;
  document: TaskDocument;
  /** Null for signatures. */
  config: Record<string, unknown> | null;
  datasetId: number | null;
  seed: number;
  result: ResultDocument | ResultDocument<SignatureEntry> | null;
  createdAt: Date;
  finishedAt: Date | null;
}

export interface PromptRow {
  ordinal: number;
  docId: number;
  instance: InstanceDocument;
  prompt: PromptDocument;
  target: string;
}

export interface WindowRow {
  workerUid: number;
  framework: string;
  task: string;
  samples: WindowSample[];
  lastSeen: Date | null;
  lastAsked: Date | null;
  samplings: number;
}

const SAMPLING = `id, worker_uid as "workerUid", framework, task, state, document, config, dataset_id as "datasetId", seed, result,
  created_at as "createdAt", finished_at as "finishedAt"`;
const WINDOW = `worker_uid as "workerUid", framework, task, samples, last_seen as "lastSeen", last_asked as "lastAsked", samplings`;

/** The operator's plan; undefined when there is none. */
export async function selectPlan(db: Db): Promise<Plan | undefined> {
  const [row] = await db.query<{ plan: Plan }>("select plan from network_plan");
  return row?.plan;
}

export async function upsertPlan(db: Db, plan: Plan, at: Date): Promise<void> {
  await db.query(
    `insert into network_plan (plan, updated_at) values ($1::jsonb, $2)
     on conflict (id) do update set plan = excluded.plan, updated_at = excluded.updated_at`,
    [storableJson(plan), at],
  );
}

export async function deletePlan(db: Db): Promise<boolean> {
  return (await db.query("delete from network_plan returning id")).length > 0;
}

/** Stores a new sampling. @returns false when the worker is being asked this task already */
export async function insertSampling(db: Db, sampling: Omit<SamplingRow, "state" | "result" | "finishedAt">): Promise<boolean> {
  const rows = await db.query(
    `insert into sampling (id, worker_uid, framework, task, document, config, dataset_id, seed, created_at)
     values ($1, $2, $3, $4, $5::json, $6::json, $7, $8, $9)
     on conflict (worker_uid, framework, task) where finished_at is null do nothing returning id`,
    [
      sampling.id,
      sampling.workerUid,
      sampling.framework,
      sampling.task,
      storableJson(sampling.document),
      sampling.config && storableJson(sampling.config),
      sampling.datasetId,
      sampling.seed,
      sampling.createdAt,
    ],
  );
  return rows.length > 0;
}

export async function insertPrompts(db: Db, samplingId: string, prompts: readonly PromptRow[]): Promise<void> {
  await db.query(
    `insert into sampling_prompt (sampling_id, ordinal, doc_id, instance, prompt, target)
     select $1, t.ordinal, t."docId", t.instance, t.prompt, t.target
     from json_to_recordset($2::json) as t (ordinal int, "docId" int, instance json, prompt json, target text)`,
    [samplingId, storableJson(prompts)],
  );
}

export async function selectSampling(db: Db, id: string): Promise<SamplingRow | undefined> {
  const [row] = await db.query<SamplingRow>(`select ${SAMPLING} from sampling where id = $1`, [id]);
  return row;
}

/** The newest first. */
export function selectSamplings(db: Db, limit: number): Promise<SamplingRow[]> {
  return db.query<SamplingRow>(`select ${SAMPLING} from sampling order by created_at desc, id limit $1`, [limit]);
}

/** Documents that are being asked, by worker, framework and task. */
export function selectOpen(db: Db): Promise<{ workerUid: number; framework: string; task: string; documents: number }[]> {
  return db.query(
    `select worker_uid as "workerUid", framework, task, (document ->> 'qty')::int as documents from sampling where finished_at is null`,
  );
}

export function selectPrompts(db: Db, samplingId: string): Promise<PromptRow[]> {
  return db.query<PromptRow>(
    `select ordinal, doc_id as "docId", instance, prompt, target from sampling_prompt where sampling_id = $1 order by ordinal`,
    [samplingId],
  );
}

export function selectResponses(db: Db, samplingId: string): Promise<{ ordinal: number; document: ResponseDocument }[]> {
  return db.query("select ordinal, document from sampling_response where sampling_id = $1 order by ordinal", [samplingId]);
}

/** Stores a response; one that is there already stays. */
export async function insertResponse(db: Db, samplingId: string, ordinal: number, document: ResponseDocument): Promise<void> {
  await db.query("insert into sampling_response (sampling_id, ordinal, document) values ($1, $2, $3::json) on conflict do nothing", [
    samplingId,
    ordinal,
    storableJson(document),
  ]);
}

/** From requesting to evaluating, once every prompt has its response. @returns whether this call made the step */
export async function markAnswered(db: Db, samplingId: string): Promise<boolean> {
  const rows = await db.query(
    `update sampling set state = 'evaluating' where id = $1 and state = 'requesting'
       and (select count(*) from sampling_prompt where sampling_id = $1) = (select count(*) from sampling_response where sampling_id = $1)
     returning id`,
    [samplingId],
  );
  return rows.length > 0;
}

/** Ends a sampling with its result. @returns whether this call ended it */
export async function endSampling(
  db: Db,
  samplingId: string,
  result: ResultDocument | ResultDocument<SignatureEntry>,
  at: Date,
): Promise<boolean> {
  const rows = await db.query(
    "update sampling set state = 'done', result = $2::json, finished_at = $3 where id = $1 and finished_at is null returning id",
    [samplingId, storableJson(result), at],
  );
  return rows.length > 0;
}

/** Removes what ended before `before`; windows keep what they took from it. @returns how many */
export async function deleteSamplings(db: Db, before: Date): Promise<number> {
  return (await db.query("delete from sampling where finished_at < $1 returning id", [before])).length;
}

/** All windows, or a worker's. */
export function selectWindows(db: Db, workerUid?: number): Promise<WindowRow[]> {
  return db.query<WindowRow>(
    `select ${WINDOW} from sample_window where ($1::int is null or worker_uid = $1) order by worker_uid, framework, task`,
    [workerUid ?? null],
  );
}

/** A window, held until the transaction ends; made when there is none. */
export async function lockWindow(db: Db, key: { workerUid: number; framework: string; task: string }): Promise<WindowRow> {
  const values = [key.workerUid, key.framework, key.task];
  await db.query("insert into sample_window (worker_uid, framework, task) values ($1, $2, $3) on conflict do nothing", values);
  const [row] = await db.query<WindowRow>(
    `select ${WINDOW} from sample_window where worker_uid = $1 and framework = $2 and task = $3 for update`,
    values,
  );
  return row as WindowRow;
}

export async function updateWindow(db: Db, row: WindowRow): Promise<void> {
  await db.query(
    `update sample_window set samples = $4::json, last_seen = $5, last_asked = $6, samplings = $7
     where worker_uid = $1 and framework = $2 and task = $3`,
    [row.workerUid, row.framework, row.task, storableJson(row.samples), row.lastSeen, row.lastAsked, row.samplings],
  );
}

/** Remembers what a worker has shown; what is known already stays. */
export async function insertSignature(db: Db, kind: string, hash: string, content: object, at: Date): Promise<void> {
  await db.query("insert into model_signature (kind, hash, content, first_seen) values ($1, $2, $3::json, $4) on conflict do nothing", [
    kind,
    hash,
    storableJson(content),
    at,
  ]);
}
