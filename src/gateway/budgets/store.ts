import type { Db } from "../../db/index.ts";
import type { Amount } from "./amount.ts";

/** Which key's budget, in which period. */
export interface PurseId {
  keyId: number;
  periodStart: Date;
}

/** Locks the key's spending until the transaction ends: whoever changes its leases does so first. */
export async function lockSpending(db: Db, { keyId, periodStart }: PurseId): Promise<Amount> {
  const [row] = await db.query<Amount>(
    `insert into key_spend as s (key_id, period_start) values ($1, $2)
     on conflict (key_id, period_start) do update set spent_nanos = s.spent_nanos
     returning s.spent_nanos as nanos, s.spent_tokens as tokens`,
    [keyId, periodStart],
  );
  return row as Amount;
}

/** What processes hold together; leases that have expired are removed. */
export async function sumLeases(db: Db, { keyId, periodStart }: PurseId): Promise<Amount> {
  const [row] = await db.query<Amount>(
    `with expired as (delete from key_lease where key_id = $1 and period_start = $2 and expires_at <= now())
     select coalesce(sum(nanos), 0)::int8 as nanos, coalesce(sum(tokens), 0)::int8 as tokens
     from key_lease where key_id = $1 and period_start = $2 and expires_at > now()`,
    [keyId, periodStart],
  );
  return row as Amount;
}

/** Adds to what the process holds. @returns whether it held nothing before */
export async function addToLease(db: Db, { keyId, periodStart }: PurseId, holder: string, more: Amount, leaseMs: number): Promise<boolean> {
  const [row] = await db.query<{ isNew: boolean }>(
    `insert into key_lease as l (key_id, period_start, holder, nanos, tokens, expires_at)
     values ($1, $2, $3, $4::int8, $5::int8, now() + $6::float8 * interval '1 ms')
     on conflict (key_id, period_start, holder) do update
     set nanos = l.nanos + excluded.nanos, tokens = l.tokens + excluded.tokens, expires_at = excluded.expires_at
     returning xmax = 0 as "isNew"`,
    [keyId, periodStart, holder, more.nanos, more.tokens, leaseMs],
  );
  return row?.isNew === true;
}

/** Books what was used. */
export async function addSpending(db: Db, { keyId, periodStart }: PurseId, used: Amount): Promise<void> {
  await db.query(
    "update key_spend set spent_nanos = spent_nanos + $3::int8, spent_tokens = spent_tokens + $4::int8 where key_id = $1 and period_start = $2",
    [keyId, periodStart, used.nanos, used.tokens],
  );
}

/** Makes this what the process holds, from now on for the lease's time. @returns whether it still held anything */
export async function setLease(db: Db, { keyId, periodStart }: PurseId, holder: string, held: Amount, leaseMs: number): Promise<boolean> {
  const isOver = held.nanos === 0 && held.tokens === 0;
  const rows = await db.query(
    isOver
      ? "delete from key_lease where key_id = $1 and period_start = $2 and holder = $3 returning holder"
      : `update key_lease set nanos = $4::int8, tokens = $5::int8, expires_at = now() + $6::float8 * interval '1 ms'
         where key_id = $1 and period_start = $2 and holder = $3 returning holder`,
    isOver ? [keyId, periodStart, holder] : [keyId, periodStart, holder, held.nanos, held.tokens, leaseMs],
  );
  return isOver || rows.length > 0;
}

/** For a database that only this process can have open: whoever held a lease is gone. */
export async function deleteLeases(db: Db): Promise<void> {
  await db.query("delete from key_lease");
}

/** What was spent and is held, by key and period. */
export async function selectSpending(db: Db, ids: readonly PurseId[]): Promise<(PurseId & { spent: Amount; held: Amount })[]> {
  const rows = await db.query<{ keyId: number; periodStart: Date; nanos: number; tokens: number; heldNanos: number; heldTokens: number }>(
    `select s.key_id as "keyId", s.period_start as "periodStart", s.spent_nanos as nanos, s.spent_tokens as tokens,
       coalesce(sum(l.nanos), 0)::int8 as "heldNanos", coalesce(sum(l.tokens), 0)::int8 as "heldTokens"
     from unnest($1::int8[], $2::timestamptz[]) as w (key_id, period_start)
     join key_spend s using (key_id, period_start)
     left join key_lease l on l.key_id = s.key_id and l.period_start = s.period_start and l.expires_at > now()
     group by s.key_id, s.period_start`,
    [ids.map((one) => one.keyId), ids.map((one) => one.periodStart)],
  );
  return rows.map(({ keyId, periodStart, nanos, tokens, heldNanos, heldTokens }) => ({
    keyId,
    periodStart,
    spent: { nanos, tokens },
    held: { nanos: heldNanos, tokens: heldTokens },
  }));
}
