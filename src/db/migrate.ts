import { readdir, readFile } from "node:fs/promises";
import { AssayError } from "../lib/errors.ts";
import type { Db } from "./db.ts";

const MIGRATION_LOCK = 7_305_117;

/**
 * Applies `NNNN_name.sql` files in order, all in one transaction; safe when several processes start at once.
 * Forward only: a file that was applied is never run again, and a database of a newer Assay is refused (`conflict`).
 * @returns the names applied now
 */
export function migrate(db: Db, directory: URL): Promise<string[]> {
  return db.transaction(async () => {
    await db.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await db.exec("create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())");
    const applied = (await db.query<{ name: string }>("select name from schema_migration order by name")).map((row) => row.name);
    const files = (await readdir(directory)).filter((name) => name.endsWith(".sql")).toSorted();
    assertKnown(applied, files);
    const pending = files.filter((name) => !applied.includes(name));
    for (const name of pending) {
      await db.exec(await readFile(new URL(name, directory), "utf8"));
      await db.query("insert into schema_migration (name) values ($1)", [name]);
    }
    return pending;
  });
}

function assertKnown(applied: string[], files: string[]): void {
  const unknown = applied.filter((name) => !files.includes(name));
  if (unknown.length === 0) return;
  throw new AssayError(
    "conflict",
    `The database was written by a newer Assay: it has ${unknown.join(", ")}, which this version does not know. Start that version or a newer one.`,
  );
}
