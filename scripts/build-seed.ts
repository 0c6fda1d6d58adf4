/** Makes the directory that a first start copies instead of running initdb (4 s): `node scripts/build-seed.ts`. */
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PgliteDb } from "../src/db/index.ts";

const cache = join(import.meta.dirname, "..", ".cache");
const seed = join(cache, "pglite-seed");

if (!existsSync(join(seed, "PG_VERSION"))) {
  const directory = mkdtempSync(join(cache, "seed-"));
  await using db = await PgliteDb.open({ directory });
  await db[Symbol.asyncDispose]();
  rmSync(seed, { recursive: true, force: true });
  renameSync(join(directory, "pg"), seed);
  rmSync(directory, { recursive: true });
}
