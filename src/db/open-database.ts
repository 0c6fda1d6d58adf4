import { fileURLToPath } from "node:url";
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { PgliteDb } from "./pglite.ts";
import { PostgresDb } from "./postgres.ts";

export const MIGRATIONS = new URL("../../migrations/", import.meta.url);
const SEED = fileURLToPath(new URL("../../.cache/pglite-seed", import.meta.url));

interface DatabaseSettings {
  /** A PostgreSQL server; without it the embedded engine serves `dataDirectory`. */
  url?: string | undefined;
  dataDirectory: string;
}

/** Opens the database of these settings and brings its schema up to date. */
export async function openDatabase({ url, dataDirectory }: DatabaseSettings): Promise<Db> {
  const db = url ? new PostgresDb(url) : await PgliteDb.open({ directory: dataDirectory, seedDirectory: SEED });
  try {
    await migrate(db, MIGRATIONS);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}
