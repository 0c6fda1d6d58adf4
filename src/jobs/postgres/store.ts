import type { Db } from "../../db/index.ts";
import type { Job, JobState } from "../engine.ts";

/** Statements on pg-boss's tables that its interface lacks; `jobs.test.ts` fails when an upgrade changes them. */

const CHANNEL = `('pgboss_' || left(encode(sha224('jobs'::bytea), 'hex'), 24))`;
/** Where the keys of cancelled jobs are told, so that their runner aborts at once. */
export const CANCEL_CHANNEL = "assay_job_cancelled";

/** An attempt that a runner holds; `retryCount` fences it from later attempts of the same job. */
export interface Claim {
  name: string;
  id: string;
  retryCount: number;
}

/** A job in one text: ids are unique within a name only. */
export function keyOf({ name, id }: { name: string; id: string }): string {
  return `${name} ${id}`;
}

const KEY = `job.name || ' ' || job.id`;
const STATE = `case state::text when 'created' then 'queued' when 'retry' then 'queued' when 'completed' then 'done' else state::text end`;
const JOB = `id::text as "rowId", name, ${STATE} as state, data, output,
  retry_count + case when started_on is null then 0 else 1 end as attempts, created_on as "createdAt", completed_on as "finishedAt"`;

interface JobRow extends Omit<Job, "id" | "input" | "output"> {
  rowId: string;
  data: { id?: string; input?: unknown } | null;
  output: { value?: unknown } | null;
}

/** The channel on which pg-boss names a queue that has got a job. */
export async function notifyChannel(db: Db): Promise<string> {
  const [row] = await db.query<{ channel: string }>(`select ${CHANNEL} as channel`);
  return row?.channel ?? "";
}

/** Creates the queue unless it exists. pg-boss's own call commits the transaction that it runs in; this joins it. */
export async function createQueue(db: Db, name: string): Promise<void> {
  await db.query("select jobs.create_queue($1, $2::jsonb)", [name, JSON.stringify({ policy: "standard", notify: true })]);
}

export async function findJob(db: Db, name: string, rowId: string): Promise<Job | undefined> {
  const [row] = await db.query<JobRow>(`select ${JOB} from jobs.job where name = $1 and id = $2`, [name, rowId]);
  return row && toJob(row);
}

export async function listJobs(db: Db, filter: { name?: string; state?: JobState; limit: number }): Promise<Job[]> {
  const rows = await db.query<JobRow>(
    `select ${JOB} from jobs.job
     where name not like '\\_\\_pgboss\\_\\_%' and ($1::text is null or name = $1) and ($2::text is null or ${STATE} = $2)
     order by created_on desc, id limit $3`,
    [filter.name ?? null, filter.state ?? null, filter.limit],
  );
  return rows.map(toJob);
}

/** Serialises the starts of one key until the transaction ends. */
export async function lockSingleton(db: Db, name: string, key: string): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`job:${name}:${key}`]);
}

/** Serialises the fetches of one queue, so that two runners cannot take two jobs of one key. */
export async function lockFetch(db: Db, name: string): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtextextended($1, 1))", [`job:${name}`]);
}

/**
 * The queued job of this key, kept from runners until our transaction ends: else one could take it before the
 * caller's other rows are visible, and the work that they ask for would be missed.
 */
export async function findQueuedSingleton(db: Db, name: string, key: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>(
    `select coalesce(data ->> 'id', id::text) as id, pg_notify(${CHANNEL}, name) from jobs.job
     where name = $1 and singleton_key = $2 and state < 'active' order by created_on limit 1 for update`,
    [name, key],
  );
  return row?.id;
}

/** Cancels a queued or active job and tells its runner. @returns whether there was one */
export async function cancelJob(db: Db, name: string, rowId: string): Promise<boolean> {
  const rows = await db.query(
    `with ended as (
       update jobs.job set state = 'cancelled', completed_on = jobs.job_now()
       where name = $1 and id = $2 and state <= 'active' returning ${KEY} as key)
     select pg_notify($3, key) from ended`,
    [name, rowId, CANCEL_CHANNEL],
  );
  return rows.length > 0;
}

/** @returns whether a failed or cancelled job went back to the queue with its full number of attempts */
export async function requeueEnded(db: Db, name: string, rowId: string, retryLimit: number): Promise<boolean> {
  const rows = await db.query(
    `with requeued as (
       update jobs.job set state = 'retry', start_after = jobs.job_now(), completed_on = null, output = null,
         retry_limit = retry_count + $3::int + case when started_on is null then 0 else 1 end,
         keep_until = jobs.job_now() + interval '14 days'
       where name = $1 and id = $2 and state in ('failed', 'cancelled') returning name)
     select pg_notify(${CHANNEL}, name) from requeued`,
    [name, rowId, retryLimit],
  );
  return rows.length > 0;
}

/** Names of queues that have a job to take now. */
export async function dueQueues(db: Db, names: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `select name from unnest($1::text[]) as queue (name) where exists (
       select from jobs.job where job.name = queue.name and state < 'active' and not blocked and start_after <= jobs.job_now())`,
    [names],
  );
  return rows.map((row) => row.name);
}

/** Renews the leases of these attempts. @returns the keys of those that still stand */
export async function renewLeases(db: Db, claims: readonly Claim[]): Promise<string[]> {
  const rows = await db.query<{ key: string }>(
    `update jobs.job set heartbeat_on = jobs.job_now()
     from unnest($1::text[], $2::uuid[], $3::int[]) as claim (name, id, retry_count)
     where job.name = claim.name and job.id = claim.id and job.retry_count = claim.retry_count and state = 'active'
     returning ${KEY} as key`,
    columnsOf(claims),
  );
  return rows.map((row) => row.key);
}

/** What has become of these attempts: the keys of those that still stand. */
export async function standingClaims(db: Db, claims: readonly Claim[]): Promise<string[]> {
  const rows = await db.query<{ key: string }>(
    `select ${KEY} as key from jobs.job
     join unnest($1::text[], $2::uuid[], $3::int[]) as claim (name, id, retry_count)
       on job.name = claim.name and job.id = claim.id and job.retry_count = claim.retry_count
     where state = 'active'`,
    columnsOf(claims),
  );
  return rows.map((row) => row.key);
}

/** Puts these attempts back in the queue at once; the attempt is not counted against the job's retries. */
export async function putBack(db: Db, claims: readonly Claim[]): Promise<void> {
  await db.query(
    `with returned as (
       update jobs.job set state = 'retry', retry_limit = retry_limit + 1, start_after = jobs.job_now(), heartbeat_on = null
       from unnest($1::text[], $2::uuid[], $3::int[]) as claim (name, id, retry_count)
       where job.name = claim.name and job.id = claim.id and job.retry_count = claim.retry_count and state = 'active'
       returning job.name)
     select pg_notify(${CHANNEL}, name) from (select distinct name from returned) as queue`,
    columnsOf(claims),
  );
}

/** Active attempts of these queues whose runner has not renewed its lease for `leaseMs`. */
export function lapsedClaims(db: Db, names: readonly string[], leaseMs: number): Promise<(Claim & { retryLimit: number })[]> {
  return db.query<Claim & { retryLimit: number }>(
    `select name, id::text as id, retry_count as "retryCount", retry_limit as "retryLimit" from jobs.job
     where name = any($1::text[]) and state = 'active'
       and coalesce(heartbeat_on, started_on) < jobs.job_now() - $2::int * interval '1 millisecond'`,
    [names, leaseMs],
  );
}

function columnsOf(claims: readonly Claim[]): unknown[] {
  return [claims.map((claim) => claim.name), claims.map((claim) => claim.id), claims.map((claim) => claim.retryCount)];
}

function toJob({ rowId, data, output, ...row }: JobRow): Job {
  return { ...row, id: data?.id ?? rowId, input: data?.input ?? null, output: row.state === "done" ? (output?.value ?? null) : output };
}
