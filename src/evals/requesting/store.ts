import type { Db } from "../../db/index.ts";
import type { FaultCode } from "../../workers/index.ts";

/** What came back for one (worker, document). */
export interface Response {
  ordinal: number;
  /** The answer, or the fault's sentence. */
  text: string;
  fault: FaultCode | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  durationMs: number;
}

/** Stores responses; one that is there already stays. @returns the ordinals stored now */
export async function insertResponses(db: Db, runId: string, workerUid: number, responses: readonly Response[]): Promise<number[]> {
  const rows = await db.query<{ ordinal: number }>(
    `insert into response (run_id, worker_uid, ordinal, text, fault, finish_reason, prompt_tokens, completion_tokens, duration_ms)
     select $1, $2, t.* from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[], $9::real[]) as t
     on conflict do nothing returning ordinal`,
    [
      runId,
      workerUid,
      responses.map((response) => response.ordinal),
      responses.map((response) => response.text),
      responses.map((response) => response.fault),
      responses.map((response) => response.finishReason),
      responses.map((response) => response.promptTokens),
      responses.map((response) => response.completionTokens),
      responses.map((response) => response.durationMs),
    ],
  );
  return rows.map((row) => row.ordinal);
}

/** The documents that this worker has a response for. */
export async function readAnsweredOrdinals(db: Db, runId: string, workerUid: number): Promise<Set<number>> {
  const rows = await db.query<{ ordinal: number }>("select ordinal from response where run_id = $1 and worker_uid = $2", [
    runId,
    workerUid,
  ]);
  return new Set(rows.map((row) => row.ordinal));
}

export async function countAnswered(db: Db, runId: string, workerUid: number, answered: number): Promise<void> {
  await db.query("update run_worker set answered = answered + $3 where run_id = $1 and worker_uid = $2", [runId, workerUid, answered]);
}

/** Marks that a worker is being asked, or why its remaining documents were given up. */
export async function markRequesting(db: Db, runId: string, workerUid: number): Promise<void> {
  await db.query("update run_worker set state = 'requesting', error = null where run_id = $1 and worker_uid = $2 and state = 'queued'", [
    runId,
    workerUid,
  ]);
}

export async function markRequested(db: Db, runId: string, workerUid: number, error: string | null): Promise<void> {
  await db.query(
    "update run_worker set state = 'evaluating', error = $3 where run_id = $1 and worker_uid = $2 and state in ('queued', 'requesting')",
    [runId, workerUid, error],
  );
}
