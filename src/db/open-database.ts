import { AssayError } from "../lib/errors.ts";
import type { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { MIGRATIONS } from "./migrations.ts";
import { PgliteDb } from "./pglite.ts";
import { PostgresDb } from "./postgres.ts";
import { seedDirectory } from "./seed-directory.ts";

const OLDEST_SERVER = 150_000;

interface DatabaseSettings {
  /** A PostgreSQL server; without it the embedded engine serves `dataDirectory`. */
  url?: string | undefined;
  dataDirectory: string;
}

/**
 * Opens the database of these settings and brings its schema up to date. Rejects with `in_use` (another process has
 * the directory), `unavailable` (no server there, or too old), `conflict` (written by a newer Assay).
 */
export async function openDatabase({ url, dataDirectory }: DatabaseSettings): Promise<Db> {
  const db = url ? new PostgresDb(url) : await PgliteDb.open({ directory: dataDirectory, seedDirectory: seedDirectory() });
  try {
    await assertServer(db);
    await migrate(db, MIGRATIONS);
    return db;
  } catch (error) {
    await db[Symbol.asyncDispose]();
    throw error;
  }
}

async function assertServer(db: Db): Promise<void> {
  const [server] = await db.query<{ number: number; version: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
  );
  if (server && server.number >= OLDEST_SERVER) return;
  throw new AssayError("unavailable", `The database server is PostgreSQL ${server?.version}: Assay needs 15 or newer.`, {
    isRetryable: false,
  });
}
