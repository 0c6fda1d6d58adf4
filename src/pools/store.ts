import type { Db } from "../db/index.ts";
import { allocationSchema, allocationText } from "./allocation.ts";
import type { PoolLeaderboard } from "./leaderboard.ts";
import type { Entry, Pool, PoolState } from "./pool.ts";
import type { Settlement } from "./settlement.ts";

const POOL = `id, funder, token, task, documents, seed, allocation, state, starts_at as "startsAt", ends_at as "endsAt", ended_at as "endedAt"`;
const ENTRY = `e.id, e.pool_id as "poolId", e.participant, e.worker_uid as "workerUid", e.model, e.run_id as "runId", e.attempts, e.joined_at as "joinedAt"`;

/** Amounts of an allocation are digits in JSON. */
type StoredPool = Omit<Pool, "allocation"> & { allocation: unknown };

export async function insertPool(db: Db, pool: Pool): Promise<void> {
  await db.query(
    `insert into pool (id, funder, token, task, documents, seed, allocation, state, starts_at, ends_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $9)`,
    [
      pool.id,
      pool.funder,
      pool.token,
      pool.task,
      pool.documents,
      pool.seed,
      allocationText(pool.allocation),
      pool.state,
      pool.startsAt,
      pool.endsAt,
    ],
  );
}

export async function findPool(db: Db, id: string): Promise<Pool | undefined> {
  const [row] = await db.query<StoredPool>(`select ${POOL} from pool where id = $1`, [id]);
  return row && toPool(row);
}

/** Like `findPool`, and holds it until the transaction ends. */
export async function lockPool(db: Db, id: string): Promise<Pool | undefined> {
  const [row] = await db.query<StoredPool>(`select ${POOL} from pool where id = $1 for update`, [id]);
  return row && toPool(row);
}

export interface PoolFilter {
  id?: string;
  states?: readonly PoolState[];
  task?: string;
  funder?: string;
  limit?: number;
}

/** The newest first; of some states, tasks or funders only, where given. */
export async function selectPools(db: Db, filter: PoolFilter = {}): Promise<Pool[]> {
  const rows = await db.query<StoredPool>(
    `select ${POOL} from pool where ($1::text[] is null or state = any($1)) and ($2::text is null or task = $2)
     and ($3::text is null or funder = $3) and ($4::text is null or id = $4) order by created_at desc, id limit $5::int`,
    [filter.states ?? null, filter.task ?? null, filter.funder ?? null, filter.id ?? null, filter.limit ?? null],
  );
  return rows.map(toPool);
}

/** @returns whether the pool was in one of these states until now */
export async function movePool(db: Db, id: string, from: readonly PoolState[], to: PoolState, endedAt: Date | null): Promise<boolean> {
  const rows = await db.query("update pool set state = $3, ended_at = $4 where id = $1 and state = any($2::text[]) returning id", [
    id,
    from,
    to,
    endedAt,
  ]);
  return rows.length > 0;
}

export async function storeSettlement(db: Db, id: string, settlement: Settlement): Promise<void> {
  await db.query("update pool set settlement = $2::jsonb where id = $1", [id, JSON.stringify(settlement)]);
}

export async function readSettlement(db: Db, id: string): Promise<Settlement | null> {
  const [row] = await db.query<{ settlement: Settlement | null }>("select settlement from pool where id = $1", [id]);
  return row?.settlement ?? null;
}

export async function storeLeaderboard(db: Db, id: string, leaderboard: PoolLeaderboard, at: Date): Promise<void> {
  await db.query("update pool set leaderboard = $2::jsonb, leaderboard_at = $3 where id = $1", [id, JSON.stringify(leaderboard), at]);
}

export async function readStoredLeaderboard(db: Db, id: string): Promise<{ leaderboard: PoolLeaderboard | null; at: Date | null }> {
  const [row] = await db.query<{ leaderboard: PoolLeaderboard | null; at: Date | null }>(
    "select leaderboard, leaderboard_at as at from pool where id = $1",
    [id],
  );
  return row ?? { leaderboard: null, at: null };
}

/** @returns false when the pool has an entry of this worker already */
export async function insertEntry(db: Db, entry: Entry): Promise<boolean> {
  const rows = await db.query(
    `insert into pool_entry (id, pool_id, participant, worker_uid, model, joined_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (pool_id, worker_uid) do nothing returning id`,
    [entry.id, entry.poolId, entry.participant, entry.workerUid, entry.model, entry.joinedAt],
  );
  return rows.length > 0;
}

/** Entries of a pool by joining, with the worker's name. */
export function selectEntries(db: Db, poolId: string): Promise<(Entry & { worker: string })[]> {
  return db.query<Entry & { worker: string }>(
    `select ${ENTRY}, w.name as worker from pool_entry e join worker w on w.uid = e.worker_uid where e.pool_id = $1 order by e.joined_at, e.id`,
    [poolId],
  );
}

/** How many entries each of these pools has. */
export async function countEntries(db: Db, poolIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ id: string; count: number }>(
    "select pool_id as id, count(*)::int as count from pool_entry where pool_id = any($1::text[]) group by pool_id",
    [poolIds],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Entries of a task's pools, the newest pool's first; of one model or worker only, where given. */
export function selectEntriesOfTask(
  db: Db,
  task: string,
  { model, limit }: { model?: string; limit: number },
): Promise<(Entry & { worker: string })[]> {
  return db.query<Entry & { worker: string }>(
    `select ${ENTRY}, w.name as worker from pool_entry e join pool p on p.id = e.pool_id join worker w on w.uid = e.worker_uid
     where p.task = $1 and ($2::text is null or e.model = $2 or w.name = $2) order by p.created_at desc, p.id, e.joined_at, e.id limit $3::int`,
    [task, model ?? null, limit],
  );
}

export async function linkRun(db: Db, entryId: string, runId: string): Promise<void> {
  await db.query("update pool_entry set run_id = $2 where id = $1", [entryId, runId]);
}

export async function countAttempt(db: Db, entryId: string): Promise<void> {
  await db.query("update pool_entry set attempts = attempts + 1 where id = $1", [entryId]);
}

function toPool(row: StoredPool): Pool {
  return { ...row, allocation: allocationSchema.parse(row.allocation) };
}
