/**
 * Runs every test on the embedded database, then those that use a database again on PostgreSQL, where the machine has
 * it. Parameters are handed to vitest. The last line counts both: `812 passed, 0 failed, 3 skipped`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const CACHE = join(ROOT, ".cache");
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");
const NO_POSTGRES = 75;
const USES_DATABASE = /\/support\/(database|server)\.ts"/;

const parameters = process.argv.slice(2);
mkdirSync(CACHE, { recursive: true });

const embedded = runTests("embedded", [], parameters);
const postgres =
  parameters.length > 0 ? nothing() : runTests("postgres", [join(ROOT, "scripts", "with-postgres.mjs"), process.execPath], databaseTests());

const skipped = [...embedded.skipped, ...postgres.skipped];
console.log("");
for (const name of skipped) console.log(`skipped: ${name}`);
const total = { passed: embedded.passed + postgres.passed, failed: embedded.failed + postgres.failed };
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`);

function runTests(name, before, after) {
  const report = join(CACHE, `tests-${name}.json`);
  rmSync(report, { force: true });
  const vitest = [VITEST, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...after];
  const { status } = spawnSync(process.execPath, [...before, ...vitest], { cwd: ROOT, stdio: "inherit" });
  if (name === "postgres" && status === NO_POSTGRES) {
    return { ...nothing(), skipped: ["the tests that use a database, on PostgreSQL (it is not installed here)"] };
  }
  if (!existsSync(report)) return { ...nothing(), failed: 1 };
  return count(JSON.parse(readFileSync(report, "utf8")), status, name);
}

/** A file that could not be loaded has no test that failed: it counts as one. So does a fault outside of all tests. */
function count({ testResults }, status, name) {
  const tests = testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: relative(ROOT, file.name) })));
  const broken = testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
  const failed = tests.filter((test) => test.status === "failed").length + broken.length;
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: tests
      .filter((test) => test.status !== "passed" && test.status !== "failed")
      .map((test) => `${test.file}: ${test.fullName}${name === "postgres" ? " (on PostgreSQL)" : ""}`),
  };
}

function nothing() {
  return { passed: 0, failed: 0, skipped: [] };
}

/** Test files that open a database, found by what they import. */
function databaseTests() {
  return ["src", "test", "bench"]
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
    .filter((file) => file.endsWith(".test.ts") && USES_DATABASE.test(readFileSync(join(ROOT, file), "utf8")));
}
