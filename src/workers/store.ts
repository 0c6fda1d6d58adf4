import type { Db } from "../db/index.ts";
import type { Incentive, Worker, WorkerSpec } from "./worker.ts";

export interface WorkerRow {
  uid: number;
  name: string;
  spec: WorkerSpec;
  incentive: Incentive;
  draining: boolean;
  createdAt: Date;
  /** Key of an endpoint: only for its driver, never for a view. */
  apiKey: string | null;
}

const COLUMNS = `uid, name, spec, api_key as "apiKey", draining, created_at as "createdAt",
  json_build_object('value', incentive, 'low', incentive_low, 'high', incentive_high) as incentive`;

/** The present workers, by uid. */
export function selectWorkers(db: Db): Promise<WorkerRow[]> {
  return db.query<WorkerRow>(`select ${COLUMNS} from worker where removed_at is null order by uid`);
}

/** Stores a new worker; undefined when its name is taken. */
export async function insertWorker(db: Db, spec: WorkerSpec): Promise<WorkerRow | undefined> {
  const { stored, apiKey } = withoutKey(spec);
  const [row] = await db.query<WorkerRow>(
    `insert into worker (name, spec, api_key) values ($1, $2::jsonb, $3)
     on conflict (name) where removed_at is null do nothing returning ${COLUMNS}`,
    [spec.name, JSON.stringify(stored), apiKey],
  );
  return row;
}

/** Changes how a worker is asked; its uid and incentive stay. */
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

export async function updateIncentives(db: Db, incentives: ReadonlyMap<number, Incentive>): Promise<void> {
  const uids = [...incentives.keys()];
  const values = [...incentives.values()];
  await db.query(
    `update worker w set incentive = t.value, incentive_low = t.low, incentive_high = t.high
     from unnest($1::int[], $2::float8[], $3::float8[], $4::float8[]) as t (uid, value, low, high) where w.uid = t.uid`,
    [uids, values.map((one) => one.value), values.map((one) => one.low), values.map((one) => one.high)],
  );
}

/** A row without what may not leave the server. */
export function toWorker({ uid, spec, incentive, createdAt }: WorkerRow): Worker {
  return { uid, spec, incentive, createdAt };
}

function withoutKey(spec: WorkerSpec): { stored: WorkerSpec; apiKey: string | null } {
  if (spec.kind !== "openai") return { stored: spec, apiKey: null };
  const { apiKey = null, ...stored } = spec;
  return { stored, apiKey };
}
