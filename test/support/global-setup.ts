import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

/** Every test database starts as a copy of one seed, as a user's first start does. */
export function setup(): void {
  execFileSync(process.execPath, [join(ROOT, "scripts", "build-seed.ts")]);
}
