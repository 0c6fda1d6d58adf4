import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, PostgresDb, type Db } from "../../src/db/index.ts";

/** URL of a PostgreSQL server on which the whole suite runs instead of the embedded engine. */
export const TEST_SERVER = process.env["ASSAY_TEST_DATABASE_URL"];

export interface TestDatabase extends AsyncDisposable {
  db: Db;
  /** What an app needs to open the same database. */
  settings: { url?: string; dataDirectory: string };
}

/** A directory of the test's own, removed with it. */
export function temporaryDirectory(parent = process.env["ASSAY_TEST_DIRECTORY"] ?? tmpdir()): Disposable & { path: string } {
  const path = mkdtempSync(join(parent, "assay-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Settings of a database of the test's own, on the engine that this run tests; nothing is opened yet. */
export async function testDatabaseSettings(): Promise<AsyncDisposable & { settings: { url?: string; dataDirectory: string } }> {
  const directory = temporaryDirectory();
  const dataDirectory = directory.path;
  if (!TEST_SERVER) {
    return { settings: { dataDirectory }, [Symbol.asyncDispose]: async () => directory[Symbol.dispose]() };
  }
  const name = `assay_test_${randomBytes(6).toString("hex")}`;
  await administer(`create database ${name}`);
  const url = new URL(TEST_SERVER);
  url.pathname = `/${name}`;
  return {
    settings: { url: url.href, dataDirectory },
    [Symbol.asyncDispose]: async () => {
      directory[Symbol.dispose]();
      await administer(`drop database ${name} with (force)`);
    },
  };
}

/** A migrated database of the test's own; `await using`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const own = await testDatabaseSettings();
  const db = await openDatabase(own.settings);
  return {
    db,
    settings: own.settings,
    [Symbol.asyncDispose]: async () => {
      await db[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

async function administer(statement: string): Promise<void> {
  await using server = new PostgresDb(TEST_SERVER ?? "", 1);
  await server.exec(statement);
}
