/**
 * Makes the data directory that a first start copies instead of running initdb and all migrations (5 s):
 * `node scripts/build-seed.ts`. Does nothing when it is there.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { openDatabase, seedDirectory } from "../src/db/index.ts";
import { PostgresJobEngine } from "../src/jobs/index.ts";

const OLD_MS = 3_600_000;
const seed = seedDirectory();
const cache = dirname(seed);

if (!existsSync(join(seed, "PG_VERSION"))) {
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, "building-seed-"));
  await build(directory);
  install(join(directory, "pg"));
  rmSync(directory, { recursive: true });
  removeOld();
}

async function build(dataDirectory: string): Promise<void> {
  await using db = await openDatabase({ dataDirectory });
  await using _jobs = await PostgresJobEngine.open({ db, log: console });
}

function install(built: string): void {
  try {
    renameSync(built, seed);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(join(seed, "PG_VERSION"))) throw error;
  }
}

/** Seeds of other versions, but none that a test may just be copying. */
function removeOld(): void {
  for (const name of readdirSync(cache).filter((entry) => entry.includes("-seed") && entry !== basename(seed))) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > OLD_MS) rmSync(path, { recursive: true, force: true });
  }
}
