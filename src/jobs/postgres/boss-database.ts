import type { Db as BossDatabase } from "pg-boss";
import type { Db } from "../../db/index.ts";

/** The schema that pg-boss owns. */
export const SCHEMA = "jobs";

/** Our database as pg-boss wants it. Its statements join the ambient transaction, so `start` commits with the caller. */
export function bossDatabase(db: Db): BossDatabase {
  return {
    // Without parameters it may be several statements (migrations, locked blocks), which only `exec` takes.
    executeSql: async (text, values) => ({ rows: values?.length ? await db.query(text, values) : await db.exec(text) }),
  };
}
