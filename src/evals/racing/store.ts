import type { Db } from "../../db/index.ts";
import type { JudgedRace } from "./judged-race.ts";

/** A worker of a race: how far it is, and how far it is to be asked. */
export interface Racer {
  uid: number;
  state: string;
  answered: number;
  scored: number;
  askTo: number;
  /** Why it was given up; it stays so for the rest of the race. */
  error: string | null;
}

/** By uid. */
export function listRacers(db: Db, runId: string): Promise<Racer[]> {
  return db.query<Racer>(
    `select worker_uid as uid, state, answered, scored, coalesce(ask_to, 0) as "askTo", error from run_worker where run_id = $1 order by worker_uid`,
    [runId],
  );
}

/** Lets a worker be asked further. */
export async function raiseAskTo(db: Db, runId: string, uid: number, askTo: number): Promise<void> {
  await db.query("update run_worker set ask_to = $3, state = 'queued' where run_id = $1 and worker_uid = $2 and state <> 'done'", [
    runId,
    uid,
    askTo,
  ]);
}

/** Takes workers out of a race. @param state `stopped`: they would have been asked for more, and `error` says why they are not */
export async function leaveRace(
  db: Db,
  runId: string,
  uids: readonly number[],
  { state, error = null }: { state: "done" | "stopped"; error?: string | null },
): Promise<void> {
  await db.query(
    `update run_worker set state = $3, error = coalesce(error, $4) where run_id = $1 and worker_uid = any($2::int[]) and state not in ('done', 'stopped')`,
    [runId, [...uids], state, error],
  );
}

export async function writeJudgedRace(db: Db, runId: string, judged: JudgedRace): Promise<void> {
  await db.query("insert into run_race (run_id, judged) values ($1, $2::jsonb) on conflict (run_id) do update set judged = $2::jsonb", [
    runId,
    JSON.stringify(judged),
  ]);
}

/** Undefined before the first judgement, and for a run that is no race. */
export async function readJudgedRace(db: Db, runId: string): Promise<JudgedRace | undefined> {
  const [row] = await db.query<{ judged: JudgedRace }>("select judged from run_race where run_id = $1", [runId]);
  return row?.judged;
}
