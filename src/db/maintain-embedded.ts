import type { EmbeddedSession } from "./embedded-session.ts";

const CHECKPOINT_BYTES = 64 * 2 ** 20;

// PostgreSQL's own autovacuum rule with its default thresholds.
const TABLES = `
  select format('%I.%I', schemaname, relname) as name from pg_stat_all_tables
  where schemaname not in ('pg_toast', 'information_schema')
    and (n_dead_tup > 50 + 0.2 * n_live_tup or n_ins_since_vacuum > 1000 + 0.2 * n_live_tup
      or n_mod_since_analyze > 50 + 0.1 * n_live_tup)`;

/**
 * What PostgreSQL's background processes would do; the embedded engine has none, and without this the log and the dead
 * rows grow for ever. One statement at a time, so that others get their turns between.
 * @returns what was done, such as `vacuum analyze public.sample`
 */
export async function maintainEmbedded(session: EmbeddedSession): Promise<string[]> {
  const run = (text: string) => session.query(text, [], undefined);
  // The counters of an only session are otherwise written when it goes idle, which it never does.
  await run("select pg_stat_force_next_flush()");
  const tables = (await run(TABLES)) as { name: string }[];
  const statements = tables.map(({ name }) => `vacuum analyze ${name}`);
  const [log] = (await run("select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::int8 as bytes from pg_control_checkpoint()")) as {
    bytes: number;
  }[];
  if (log && log.bytes > CHECKPOINT_BYTES) statements.push("checkpoint");
  for (const statement of statements) await run(statement);
  return statements;
}
