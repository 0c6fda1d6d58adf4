import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../test/support/database.ts";
import { EmbeddedSession } from "./embedded-session.ts";
import { installSeed } from "./install-seed.ts";
import { maintainEmbedded } from "./maintain-embedded.ts";
import { PgliteDb } from "./index.ts";
import { seedDirectory } from "./seed-directory.ts";

const FILL = "create table t (x int, filler text); insert into t select i, repeat('x', 500) from generate_series(1, 40000) i";

test("tables that changed much are vacuumed, a long log is checkpointed, and then there is nothing to do", async () => {
  using own = temporaryDirectory();
  const directory = join(own.path, "pg");
  installSeed(seedDirectory(), directory);
  const pglite = await PGlite.create({ dataDir: directory });
  const session = new EmbeddedSession(pglite);
  await session.exec(FILL, undefined);
  expect(await maintainEmbedded(session)).toContain("vacuum analyze public.t");
  await session.exec("update t set filler = repeat('y', 500); update t set filler = repeat('z', 500)", undefined);
  const done = await maintainEmbedded(session);
  expect(done).toContain("vacuum analyze public.t");
  expect(done.at(-1)).toBe("checkpoint");
  await maintainEmbedded(session); // for the statistics that the first round changed
  expect(await maintainEmbedded(session)).toEqual([]);
  await session.close();
});

test("the thread does it by itself", async () => {
  using own = temporaryDirectory();
  await using db = await PgliteDb.open({ directory: own.path, seedDirectory: seedDirectory(), maintenanceIntervalMs: 20 });
  await db.exec(FILL);
  const vacuumed = async () => (await db.query("select vacuum_count > 0 as done from pg_stat_user_tables where relname = 't'"))[0];
  await expect.poll(vacuumed, { timeout: 50_000 }).toEqual({ done: true });
});
