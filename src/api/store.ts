import type { Db } from "../db/index.ts";
import type { NewKey } from "./key.ts";
import type { Scope } from "./scope.ts";

export interface KeyRow {
  name: string;
  key_hash: Uint8Array;
  scopes: Scope[];
  requests_per_minute: number | null;
  created_at: Date;
}

/** Keys that are not revoked, oldest first. */
export function selectKeys(db: Db): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    "select name, key_hash, scopes, requests_per_minute, created_at from api_key where revoked_at is null order by id",
  );
}

/** @returns the row, or undefined when the name is taken */
export async function insertKey(db: Db, key: NewKey, hash: Uint8Array): Promise<KeyRow | undefined> {
  const [row] = await db.query<KeyRow>(
    `insert into api_key (name, key_hash, scopes, requests_per_minute)
     select $1, $2, $3::text[], $4::int
     on conflict (name) where revoked_at is null do nothing
     returning name, key_hash, scopes, requests_per_minute, created_at`,
    [key.name, hash, key.scopes, key.requestsPerMinute],
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
