import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../../test/support/database.ts";

const STATEMENTS = 3000;
const MEGABYTE = 1_000_000;
const TIMEOUT_MS = 60_000;
const PROGRAM = `
  import { PgliteDb } from ${JSON.stringify(new URL("./pglite.ts", import.meta.url).href)};
  import { seedDirectory } from ${JSON.stringify(new URL("./seed-directory.ts", import.meta.url).href)};
  const db = await PgliteDb.open({ directory: process.argv[2], seedDirectory: seedDirectory() });
  for (let i = 0; i < ${STATEMENTS}; i += 1) await db.query("select a from (select $1::int as a) x where a > 2 order by a", [i]);
  await db[Symbol.asyncDispose]();`;

test(
  "V8 optimizes what is hot in the embedded engine, and nothing that takes more than 150 MB to optimize",
  { timeout: TIMEOUT_MS },
  async () => {
    using directory = temporaryDirectory();
    const script = join(directory.path, "program.mjs");
    writeFileSync(script, PROGRAM);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--trace-wasm-compilation-times", script, join(directory.path, "data")],
      {
        maxBuffer: 64 * MEGABYTE,
      },
    );
    const optimized = [...stdout.matchAll(/using TurboFan, took \d+ ms and (\d+) /g)].map(([, bytes]) => Number(bytes) / MEGABYTE);
    expect(optimized.length).toBeGreaterThan(20);
    expect(Math.max(...optimized)).toBeLessThan(150);
  },
);
