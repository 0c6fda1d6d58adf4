import type { Db } from "../../db/index.ts";
import { storableJson } from "../../lib/storable-json.ts";
import type { AoJob } from "./job.ts";

const JOB = `id, process_id as "processId", type, client, reference, priority, payload, worker, attempts`;

/** Registers a worker; again, it keeps its workload. @returns whether it is new */
export async function upsertWorker(db: Db, worker: { processId: string; address: string; type: string }, now: Date): Promise<boolean> {
  const rows = await db.query(
    `insert into ao_worker (process_id, address, type, registered_at) values ($1, $2, $3, $4) on conflict do nothing returning address`,
    [worker.processId, worker.address, worker.type, now],
  );
  return rows.length > 0;
}

/** Removes a worker, and puts the jobs that it holds back in the queue. @returns whether there was one */
export async function removeWorker(db: Db, processId: string, address: string): Promise<boolean> {
  const rows = await db.query("delete from ao_worker where process_id = $1 and address = $2 returning address", [processId, address]);
  await db.query("update ao_job set state = 'queued', lease_ends_at = null where process_id = $1 and worker = $2 and state = 'leased'", [
    processId,
    address,
  ]);
  return rows.length > 0;
}

/** The worker of a type with the least to do, of equals the one that waited longest; undefined when all have their fill. */
export async function findFreeWorker(db: Db, processId: string, type: string, jobsAWorker: number): Promise<string | undefined> {
  const [row] = await db.query<{ address: string }>(
    `select address from ao_worker where process_id = $1 and type = $2 and workload < $3
     order by workload, given_at nulls first, registered_at, address limit 1`,
    [processId, type, Math.min(jobsAWorker, 2 ** 31 - 1)],
  );
  return row?.address;
}

export async function insertJob(db: Db, job: Omit<AoJob, "worker" | "attempts">, now: Date): Promise<void> {
  await db.query(
    `insert into ao_job (id, process_id, type, client, reference, priority, payload, created_at)
     values ($1, $2, $3, $4, $5, $6, $7::json, $8) on conflict (id) do nothing`,
    [job.id, job.processId, job.type, job.client, job.reference, job.priority, storableJson(job.payload), now],
  );
}

/** Types of which a job waits. */
export async function selectWaitingTypes(db: Db, processId: string): Promise<string[]> {
  const rows = await db.query<{ type: string }>("select distinct type from ao_job where process_id = $1 and state = 'queued'", [processId]);
  return rows.map(({ type }) => type);
}

export async function findNextJob(db: Db, processId: string, type: string): Promise<AoJob | undefined> {
  const [row] = await db.query<AoJob>(
    `select ${JOB} from ao_job where process_id = $1 and type = $2 and state = 'queued' order by priority desc, seq limit 1`,
    [processId, type],
  );
  return row;
}

/** Hands a job to a worker: its workload counts before it hears of it. */
export async function leaseJob(db: Db, job: AoJob, worker: string, endsAt: Date, now: Date): Promise<void> {
  await db.query("update ao_job set state = 'leased', worker = $2, lease_ends_at = $3, attempts = attempts + 1 where id = $1", [
    job.id,
    worker,
    endsAt,
  ]);
  await db.query("update ao_worker set workload = workload + 1, given_at = $4 where process_id = $1 and address = $2 and type = $3", [
    job.processId,
    worker,
    job.type,
    now,
  ]);
}

/** The job of this id that the worker holds; without an id the only one, undefined where it holds none or several. */
export async function findHeld(db: Db, processId: string, worker: string, id: string | undefined): Promise<AoJob | undefined> {
  const rows = await db.query<AoJob>(
    `select ${JOB} from ao_job where process_id = $1 and worker = $2 and state = 'leased' and ($3::text is null or id = $3) limit 2`,
    [processId, worker, id ?? null],
  );
  return rows.length === 1 ? rows[0] : undefined;
}

/** Jobs whose lease is over, the oldest first. */
export function selectOverdue(db: Db, processId: string, now: Date): Promise<AoJob[]> {
  return db.query<AoJob>(`select ${JOB} from ao_job where process_id = $1 and state = 'leased' and lease_ends_at <= $2 order by seq`, [
    processId,
    now,
  ]);
}

/** Takes a job from its worker; a workload never falls below 0. */
export async function releaseJob(db: Db, job: AoJob, state: "queued" | "done" | "failed"): Promise<void> {
  await db.query("update ao_job set state = $2, lease_ends_at = null where id = $1", [job.id, state]);
  await db.query("update ao_worker set workload = greatest(0, workload - 1) where process_id = $1 and address = $2 and type = $3", [
    job.processId,
    job.worker,
    job.type,
  ]);
}

export interface TypeCounts {
  type: string;
  queued: number;
  busy: number;
  free: number;
}

/** Of each type: jobs that wait, and workers that hold one or none. */
export function countByType(db: Db, processId: string): Promise<TypeCounts[]> {
  return db.query<TypeCounts>(
    `with types as (select type from ao_worker where process_id = $1 union select type from ao_job where process_id = $1 and state = 'queued')
     select type,
       (select count(*)::int from ao_job j where j.process_id = $1 and j.type = types.type and state = 'queued') as queued,
       (select count(*)::int from ao_worker w where w.process_id = $1 and w.type = types.type and workload > 0) as busy,
       (select count(*)::int from ao_worker w where w.process_id = $1 and w.type = types.type and workload = 0) as free
     from types order by type`,
    [processId],
  );
}

/** The priority of the job that was done last; null before the first. */
export async function lastPriority(db: Db, processId: string): Promise<number | null> {
  const [row] = await db.query<{ priority: number }>(
    "select priority from ao_job where process_id = $1 and state = 'done' order by seq desc limit 1",
    [processId],
  );
  return row?.priority ?? null;
}
