import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MIGRATIONS } from "./migrations.ts";

const PACKAGE = new URL("../../package.json", import.meta.url);
const CACHE = new URL("../../.cache/", import.meta.url);
const MAKERS = ["@electric-sql/pglite", "pg-boss"];
const HASH_LENGTH = 12;

/**
 * Where the data directory lies (or will lie) from which a first start begins: `scripts/build-seed.ts` makes it.
 * Named after all that it is made of, so that a changed migration never meets a seed of yesterday.
 */
export function seedDirectory(): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(MIGRATIONS).toSorted()) hash.update(name).update(readFileSync(new URL(name, MIGRATIONS)));
  const { dependencies } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { dependencies: Record<string, string> };
  for (const name of MAKERS) hash.update(`${name}@${dependencies[name]}`);
  return fileURLToPath(new URL(`pglite-seed-${hash.digest("hex").slice(0, HASH_LENGTH)}`, CACHE));
}
