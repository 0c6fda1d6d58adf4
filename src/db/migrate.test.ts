import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { openTestDatabase, temporaryDirectory, testDatabaseSettings } from "../../test/support/database.ts";
import { MIGRATIONS, openDatabase, migrate } from "./index.ts";

test("several that start at once migrate once", async () => {
  await using own = await testDatabaseSettings();
  const first = await openDatabase(own.settings);
  // The embedded database has one process; there the starters share it.
  const others = own.settings.url ? await Promise.all([1, 2, 3].map(() => openDatabase(own.settings))) : [];
  using directory = temporaryDirectory();
  const migrations = await copyOf(directory.path, first.query.bind(first));
  writeFileSync(
    join(directory.path, "m", "9000_more.sql"),
    "create table more (body text default $$a; b$$); insert into more default values;",
  );
  const applied = await Promise.all([first, first, ...others].map((db) => migrate(db, migrations)));
  expect(applied.flat()).toEqual(["9000_more.sql"]);
  expect(await first.query("select body from more")).toEqual([{ body: "a; b" }]);
  for (const db of [first, ...others]) await db[Symbol.asyncDispose]();
});

test("a migration that fails leaves nothing behind", async () => {
  await using own = await openTestDatabase();
  using directory = temporaryDirectory();
  const migrations = await copyOf(directory.path, own.db.query.bind(own.db));
  writeFileSync(join(directory.path, "m", "9000_good.sql"), "create table good (x int)");
  writeFileSync(join(directory.path, "m", "9001_bad.sql"), "create table bad (x nonsense)");
  await expect(migrate(own.db, migrations)).rejects.toThrow('type "nonsense" does not exist');
  expect(await own.db.query("select to_regclass('good') as good")).toEqual([{ good: null }]);
});

test("a database of a newer Assay is refused by the name of what it has", async () => {
  await using own = await openTestDatabase();
  await own.db.query("insert into schema_migration (name) values ('9999_future.sql')");
  await expect(migrate(own.db, MIGRATIONS)).rejects.toMatchObject({
    code: "conflict",
    message:
      "The database was written by a newer Assay: it has 9999_future.sql, which this version does not know. Start that version or a newer one.",
  });
});

/** A directory with empty files for what is applied already. */
async function copyOf(directory: string, query: (text: string) => Promise<object[]>): Promise<URL> {
  const folder = join(directory, "m");
  mkdirSync(folder);
  const applied = (await query("select name from schema_migration")) as { name: string }[];
  for (const { name } of applied) writeFileSync(join(folder, name), "");
  return pathToFileURL(`${folder}/`);
}
