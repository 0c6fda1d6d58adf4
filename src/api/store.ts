import type { Db } from "../db/index.ts";
import type { Budget } from "../gateway/index.ts";
import type { NewKey } from "./key.ts";
import type { Scope } from "./scope.ts";

export interface KeyRow {
  id: number;
  name: string;
  key_hash: Uint8Array;
  scopes: Scope[];
  requests_per_minute: number | null;
  tokens_per_minute: number | null;
  budget_micros: number | null;
  budget_tokens: number | null;
  budget_period: Budget["period"];
  cache_seconds: number | null;
  created_at: Date;
}

const COLUMNS =
  "id, name, key_hash, scopes, requests_per_minute, tokens_per_minute, budget_micros, budget_tokens, budget_period, cache_seconds, created_at";

/** Keys that are not revoked, oldest first. */
export function selectKeys(db: Db): Promise<KeyRow[]> {
  return db.query<KeyRow>(`select ${COLUMNS} from api_key where revoked_at is null order by id`);
}

/** @returns the row, or undefined when the name is taken */
export async function insertKey(db: Db, key: NewKey, hash: Uint8Array): Promise<KeyRow | undefined> {
  const [row] = await db.query<KeyRow>(
    `insert into api_key (name, key_hash, scopes, requests_per_minute, tokens_per_minute, budget_micros, budget_tokens, budget_period, cache_seconds)
     select $1, $2, $3::text[], $4::int, $5::int, $6::int8, $7::int8, $8, $9::int
     on conflict (name) where revoked_at is null do nothing
     returning ${COLUMNS}`,
    [key.name, hash, ...valuesOf(key)],
  );
  return row;
}

/** A key that is not revoked; holds it until the transaction ends. */
export async function lockKey(db: Db, name: string): Promise<KeyRow | undefined> {
  const [row] = await db.query<KeyRow>(`select ${COLUMNS} from api_key where name = $1 and revoked_at is null for update`, [name]);
  return row;
}

/** Replaces what may be changed of a key. @returns the row, or undefined when there is no such key */
export async function updateKey(db: Db, name: string, key: Omit<NewKey, "name">): Promise<KeyRow | undefined> {
  const [row] = await db.query<KeyRow>(
    `update api_key set scopes = $2::text[], requests_per_minute = $3::int, tokens_per_minute = $4::int, budget_micros = $5::int8,
       budget_tokens = $6::int8, budget_period = $7, cache_seconds = $8::int
     where name = $1 and revoked_at is null
     returning ${COLUMNS}`,
    [name, ...valuesOf(key)],
  );
  return row;
}

/** @returns whether there was such a key */
export async function revokeKeyRow(db: Db, name: string): Promise<boolean> {
  const rows = await db.query("update api_key set revoked_at = now() where name = $1 and revoked_at is null returning id", [name]);
  return rows.length > 0;
}

/** Answers whether the database answers. */
export async function pingDatabase(db: Db): Promise<void> {
  await db.query("select 1");
}

function valuesOf({ scopes, requestsPerMinute, tokensPerMinute, budget, cacheSeconds }: Omit<NewKey, "name">): unknown[] {
  const { micros, tokens, period } = budget ?? { micros: null, tokens: null, period: "total" };
  return [scopes, requestsPerMinute, tokensPerMinute, micros, tokens, period, cacheSeconds];
}
