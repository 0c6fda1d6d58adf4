import type { Db } from "../../db/index.ts";
import type { JsonObject, LikelihoodRequest } from "../../workers/index.ts";

/** One prompt for a text, or texts whose continuations are compared. */
export type InstanceRequest =
  | { endpoint: "chat" | "completions"; body: JsonObject }
  | { endpoint: "likelihoods"; groups: LikelihoodRequest["groups"] };

/** A document made into a prompt. The same for all workers of its run. */
export interface Instance {
  ordinal: number;
  task: string;
  docId: number;
  doc: JsonObject;
  request: InstanceRequest;
  target: string;
}

/** Stores instances; those that are there already stay (sampling is deterministic and may be repeated). */
export async function insertInstances(db: Db, runId: string, instances: readonly Instance[]): Promise<void> {
  await db.query(
    `insert into instance (run_id, ordinal, task, doc_id, doc, request, target)
     select $1, t.ordinal, t.task, t."docId", t.doc, t.request, t.target
     from json_to_recordset($2::json) as t (ordinal int, task text, "docId" int, doc json, request json, target text)
     on conflict do nothing`,
    [runId, JSON.stringify(instances)],
  );
}

/** Instances with `from <= ordinal < to`, in order. */
export function readInstances(db: Db, runId: string, from: number, to: number): Promise<Instance[]> {
  return db.query<Instance>(
    `select ordinal, task, doc_id as "docId", doc, request, target from instance
     where run_id = $1 and ordinal >= $2 and ordinal < $3 order by ordinal`,
    [runId, from, to],
  );
}

/** The instances of these ordinals, in no particular order. */
export function pickInstances(db: Db, runId: string, ordinals: readonly number[]): Promise<Instance[]> {
  return db.query<Instance>(
    `select ordinal, task, doc_id as "docId", doc, request, target from instance where run_id = $1 and ordinal = any($2::int[])`,
    [runId, [...ordinals]],
  );
}

/** Records where each task's documents lie and opens one empty score per task and worker. */
export async function openScores(
  db: Db,
  runId: string,
  tasks: readonly { name: string; firstOrdinal: number; instanceCount: number; emptyOutcomes: Uint8Array }[],
): Promise<void> {
  for (const task of tasks) {
    await db.query("update run_task set first_ordinal = $3, instance_count = $4 where run_id = $1 and name = $2", [
      runId,
      task.name,
      task.firstOrdinal,
      task.instanceCount,
    ]);
    await db.query(
      `insert into score (run_id, task, worker_uid, outcomes)
       select run_id, $2, worker_uid, $3 from run_worker where run_id = $1 on conflict do nothing`,
      [runId, task.name, task.emptyOutcomes],
    );
  }
}

/** From queued to running. @returns whether this call made the step */
export async function startRun(db: Db, runId: string, instanceCount: number, at: Date): Promise<boolean> {
  const rows = await db.query(
    "update run set state = 'running', instance_count = $2, started_at = $3 where id = $1 and state = 'queued' returning id",
    [runId, instanceCount, at],
  );
  return rows.length > 0;
}
