import type { Db } from "../db/index.ts";
import { toIncentives, type Standing } from "./incentive.ts";
import type { Duty, Incentive, Worker, WorkerSpec } from "./worker.ts";

export interface WorkerRow {
  uid: number;
  name: string;
  spec: WorkerSpec;
  incentive: Incentive;
  duty: Duty;
  createdAt: Date;
  /** Key of an endpoint: only for its driver, never for a view. */
  apiKey: string | null;
}

type StoredRow = Omit<WorkerRow, "incentive"> & { score: number | null; low: number | null; high: number | null };

/** The present workers, by uid. Their incentives are made of the scores here, so that they always sum to 1. */
export async function selectWorkers(db: Db): Promise<WorkerRow[]> {
  const rows = await db.query<StoredRow>(
    `select uid, name, spec, api_key as "apiKey", duty, created_at as "createdAt", score, score_low as low, score_high as high
     from worker where removed_at is null order by uid`,
  );
  const standings = rows.flatMap(({ uid, score, low, high }) =>
    score === null ? [] : [[uid, { mean: score, low: low ?? 0, high: high ?? 1 }] as const],
  );
  const incentives = toIncentives(
    rows.map((row) => row.uid),
    new Map(standings),
  );
  return rows.map(({ score: _score, low: _low, high: _high, ...row }) => ({
    ...row,
    spec: withEndpoints(row.spec),
    incentive: incentives.get(row.uid) ?? { value: 0, low: 0, high: 1 },
  }));
}

/** Stores a new worker. @returns its uid; undefined when its name is taken */
export async function insertWorker(db: Db, spec: WorkerSpec, registeredBy: string | null = null): Promise<number | undefined> {
  const { stored, apiKey } = withoutKey(spec);
  const [row] = await db.query<{ uid: number }>(
    `insert into worker (name, spec, api_key, registered_by) values ($1, $2::jsonb, $3, $4)
     on conflict (name) where removed_at is null do nothing returning uid`,
    [spec.name, JSON.stringify(stored), apiKey, spec.kind === "pull" ? spec.holder : registeredBy],
  );
  return row?.uid;
}

/** The key that registered a present worker: null for the operator's and those of a file. Undefined: there is no such worker. */
export async function selectRegistrant(db: Db, name: string): Promise<{ key: string | null } | undefined> {
  const [row] = await db.query<{ key: string | null }>("select registered_by as key from worker where name = $1 and removed_at is null", [
    name,
  ]);
  return row;
}

/** Changes how a worker is asked; its uid and score stay. */
export async function updateWorker(db: Db, uid: number, spec: WorkerSpec): Promise<void> {
  const { stored, apiKey } = withoutKey(spec);
  await db.query("update worker set name = $2, spec = $3::jsonb, api_key = $4 where uid = $1", [
    uid,
    spec.name,
    JSON.stringify(stored),
    apiKey,
  ]);
}

/** The row stays, for the samples that name it. @returns whether there was one */
export async function markRemoved(db: Db, name: string): Promise<boolean> {
  const rows = await db.query("update worker set removed_at = now() where name = $1 and removed_at is null returning uid", [name]);
  return rows.length > 0;
}

/** @returns whether there is such a worker */
export async function updateDuty(db: Db, name: string, duty: Duty): Promise<boolean> {
  const rows = await db.query("update worker set duty = $2 where name = $1 and removed_at is null returning uid", [name, duty]);
  return rows.length > 0;
}

/** Makes these the scores of the present workers; those that are not among them have none. */
export async function replaceScores(db: Db, standings: ReadonlyMap<number, Standing>): Promise<void> {
  const values = [...standings.values()];
  await db.query(
    `update worker w set score = t.mean, score_low = t.low, score_high = t.high
     from worker p left join unnest($1::int[], $2::float8[], $3::float8[], $4::float8[]) as t (uid, mean, low, high) on t.uid = p.uid
     where p.uid = w.uid and w.removed_at is null`,
    [[...standings.keys()], values.map((one) => one.mean), values.map((one) => one.low), values.map((one) => one.high)],
  );
}

/** A row without what may not leave the server. */
export function toWorker({ uid, spec, incentive, createdAt }: WorkerRow): Worker {
  return { uid, spec, incentive, createdAt };
}

/** Rows of before there was a choice answer what all answered then. */
function withEndpoints(spec: Partial<Pick<WorkerSpec, "endpoints">> & WorkerSpec): WorkerSpec {
  spec.endpoints ??= ["chat", "completions"];
  return spec;
}

function withoutKey(spec: WorkerSpec): { stored: WorkerSpec; apiKey: string | null } {
  if (spec.kind !== "openai") return { stored: spec, apiKey: null };
  const { apiKey = null, ...stored } = spec;
  return { stored, apiKey };
}
