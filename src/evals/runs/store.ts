import type { Db } from "../../db/index.ts";
import type { RunSettings, RunState } from "../run.ts";
import type { TaskGroup } from "../tasks/index.ts";

export interface RunRow {
  id: string;
  state: RunState;
  settings: RunSettings;
  error: string | null;
  warnings: string[];
  instanceCount: number;
  /** How often it was resumed. */
  resumes: number;
  /** The run whose answers it scores anew; null: it asked for itself. */
  origin: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export interface RunTaskRow {
  name: string;
  config: Record<string, unknown>;
  /** Names as asked for, and groups, that this task counts towards. */
  groups: string[];
  datasetId: number | null;
  firstOrdinal: number;
  instanceCount: number;
}

export interface RunWorkerRow {
  uid: number;
  name: string;
  kind: string;
  roles: string[];
  /** stopped: not asked for the rest of its documents, which stay open; `error` says why. */
  state: "queued" | "requesting" | "evaluating" | "stopped" | "done";
  /** Why nothing more is asked of it now, while something is left to ask: what the operator wants of it. */
  held: "paused" | "draining" | null;
  answered: number;
  scored: number;
  /** In a race: up to which place of its order it is to be asked; null: the run is no race, or not judged yet. */
  askTo: number | null;
  error: string | null;
}

const RUN_COLUMNS = `id, state, settings, error, warnings, instance_count as "instanceCount", resumes, origin, created_at as "createdAt",
  started_at as "startedAt", finished_at as "finishedAt"`;

interface NewRun {
  id: string;
  settings: RunSettings;
  warnings: string[];
  groups: readonly TaskGroup[];
  createdAt: Date;
  /** The run whose answers it scores anew. */
  origin?: string;
}

export async function insertRun(db: Db, run: NewRun): Promise<void> {
  await db.query(
    "insert into run (id, settings, warnings, task_groups, created_at, origin) values ($1, $2::jsonb, $3::jsonb, $4::jsonb, $5, $6)",
    [run.id, JSON.stringify(run.settings), JSON.stringify(run.warnings), JSON.stringify(run.groups), run.createdAt, run.origin ?? null],
  );
}

/** The groups over a run's tasks, as they were when it was created. */
export async function readRunGroups(db: Db, runId: string): Promise<TaskGroup[]> {
  const [row] = await db.query<{ groups: TaskGroup[] }>("select task_groups as groups from run where id = $1", [runId]);
  return row?.groups ?? [];
}

export async function insertRunTasks(
  db: Db,
  runId: string,
  tasks: readonly Omit<RunTaskRow, "firstOrdinal" | "instanceCount">[],
): Promise<void> {
  const rows = tasks.map((task, ordinal) => ({ ...task, ordinal }));
  await db.query(
    `insert into run_task (run_id, ordinal, name, config, groups, dataset_id)
     select $1, t.ordinal, t.name, t.config, t.groups, t."datasetId"
     from jsonb_to_recordset($2::jsonb) as t (ordinal int, name text, config jsonb, groups jsonb, "datasetId" int)`,
    [runId, JSON.stringify(rows)],
  );
}

export async function insertRunWorkers(db: Db, runId: string, uids: readonly number[]): Promise<void> {
  await db.query("insert into run_worker (run_id, worker_uid) select $1, unnest($2::int[])", [runId, [...uids]]);
}

export async function findRun(db: Db, runId: string): Promise<RunRow | undefined> {
  const [row] = await db.query<RunRow>(`select ${RUN_COLUMNS} from run where id = $1`, [runId]);
  return row;
}

/** Like `findRun`, and holds the row until the transaction ends. */
export async function lockRun(db: Db, runId: string): Promise<RunRow | undefined> {
  const [row] = await db.query<RunRow>(`select ${RUN_COLUMNS} from run where id = $1 for update`, [runId]);
  return row;
}

export async function listRunTasks(db: Db, runId: string): Promise<RunTaskRow[]> {
  return db.query<RunTaskRow>(
    `select name, config, groups, dataset_id as "datasetId", first_ordinal as "firstOrdinal", instance_count as "instanceCount"
     from run_task where run_id = $1 order by ordinal`,
    [runId],
  );
}

export async function listRunWorkers(db: Db, runId: string): Promise<RunWorkerRow[]> {
  return db.query<RunWorkerRow>(
    `select w.uid, w.name, w.spec ->> 'kind' as kind, coalesce(w.spec -> 'roles', '[]') as roles, r.state, r.answered, r.scored, r.ask_to as "askTo", r.error,
       case when w.removed_at is null and r.state in ('queued', 'requesting') then nullif(w.duty, 'on') end as held
     from run_worker r join worker w on w.uid = r.worker_uid where r.run_id = $1 order by w.uid`,
    [runId],
  );
}

export async function findRunWorker(db: Db, runId: string, uid: number): Promise<RunWorkerRow | undefined> {
  return (await listRunWorkers(db, runId)).find((worker) => worker.uid === uid);
}

export interface RunListRow extends RunRow {
  workerCount: number;
  answered: number;
  scored: number;
}

const RUN_LIST = `select ${RUN_COLUMNS}, w."workerCount", w.answered, w.scored from run,
  lateral (select count(*)::int as "workerCount", coalesce(sum(answered), 0)::int as answered, coalesce(sum(scored), 0)::int as scored
           from run_worker where run_id = run.id) w`;

/** The newest first. */
export function listRunRows(db: Db, limit: number): Promise<RunListRow[]> {
  return db.query<RunListRow>(`${RUN_LIST} order by created_at desc, id desc limit $1`, [limit]);
}

export async function findRunListRow(db: Db, runId: string): Promise<RunListRow | undefined> {
  const [row] = await db.query<RunListRow>(`${RUN_LIST} where id = $1`, [runId]);
  return row;
}

/** The newest run that has a score, or is on its way to one, of a worker that is still there. */
export async function findNewestScoredRun(db: Db): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>(
    `select id from run where state in ('running', 'done', 'exhausted')
       and exists (select from score s join worker w on w.uid = s.worker_uid and w.removed_at is null
                   where s.run_id = run.id and s.scored + s.failed > 0) order by created_at desc limit 1`,
  );
  return row?.id;
}

/** Moves a run to a final state. @returns whether it was open until now */
export async function endRun(
  db: Db,
  runId: string,
  state: "done" | "exhausted" | "cancelled" | "failed",
  at: Date,
  error?: string,
): Promise<boolean> {
  const rows = await db.query(
    `update run set state = $2, finished_at = $3, error = $4 where id = $1 and state in ('queued', 'running') returning id`,
    [runId, state, at, error ?? null],
  );
  return rows.length > 0;
}

/** Other settings for a run that is resumed. */
export async function writeSettings(db: Db, runId: string, settings: RunSettings): Promise<void> {
  await db.query("update run set settings = $2::jsonb where id = $1", [runId, JSON.stringify(settings)]);
}

/** Puts a run back where it was, under a new number of resumption. */
export async function reopenRun(db: Db, runId: string): Promise<void> {
  await db.query(
    `update run set state = case when instance_count > 0 then 'running' else 'queued' end, finished_at = null, error = null,
       resumes = resumes + 1 where id = $1`,
    [runId],
  );
  await db.query("update run_worker set state = 'queued', error = null where run_id = $1 and state <> 'done'", [runId]);
}

/**
 * Gives a new run the workers, documents and answers of another. A worker that did not answer all is `stopped`: it is not asked
 * for the rest. Call it in the transaction that inserts the run.
 */
export async function copyAnswers(db: Db, originId: string, runId: string, instanceCount: number): Promise<void> {
  await db.query(
    `insert into run_worker (run_id, worker_uid, answered, state, error)
     select $2, worker_uid, answered, case when answered = $3 then 'evaluating' else 'stopped' end,
       case when answered = $3 then null else 'it gave ' || answered || ' of ' || $3 || ' answers in run ' || $1 end
     from run_worker where run_id = $1`,
    [originId, runId, instanceCount],
  );
  await db.query(
    `insert into instance (run_id, ordinal, task, doc_id, doc, request, target)
     select $2, ordinal, task, doc_id, doc, request, target from instance where run_id = $1`,
    [originId, runId],
  );
  await db.query(
    `insert into response (run_id, worker_uid, ordinal, text, answers, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms, created_at)
     select $2, worker_uid, ordinal, text, answers, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms, created_at
     from response where run_id = $1`,
    [originId, runId],
  );
}

/** Responses of a run that have no sample: their scoring was lost with its job. */
export function readUnscored(db: Db, runId: string): Promise<{ uid: number; ordinals: number[] }[]> {
  return db.query<{ uid: number; ordinals: number[] }>(
    `select r.worker_uid as uid, array_agg(r.ordinal order by r.ordinal) as ordinals from response r
     left join sample s using (run_id, worker_uid, ordinal) where r.run_id = $1 and s.run_id is null group by r.worker_uid`,
    [runId],
  );
}
