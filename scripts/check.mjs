/**
 * Everything that must hold before a commit: format, lint, types, dead code, and the tests with the map of imports.
 * `--static` leaves the tests out. Goes through all of them and ends with the names of those that failed.
 */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const CHECKS = {
  format: ["oxfmt", "--check", "."],
  lint: ["oxlint", "--deny-warnings", "."],
  types: ["tsc", "-p", "."],
  "types of the console": ["tsc", "-p", "web"],
  "dead code": ["knip"],
};
const TESTS = { tests: ["node", "scripts/test.mjs"] };

const failed = [];
for (const [name, [command, ...parameters]] of Object.entries(process.argv.includes("--static") ? CHECKS : { ...CHECKS, ...TESTS })) {
  console.log(`\n== ${name}: ${[command, ...parameters].join(" ")}`);
  const program = join(ROOT, "node_modules", ".bin", command);
  const { status } = spawnSync(program, parameters, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? "\nEverything holds." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
