import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "..", "..", "scripts", "measure-registering.ts");
const TIMEOUT_MS = 240_000;

/** Rows stream: a file that was read whole would be above this. A gigabyte is above it still, for what the engine itself keeps. */
test.runIf(process.platform === "linux")(
  "registering 50 MB of parquet takes less than 500 MB of memory",
  { timeout: TIMEOUT_MS },
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, "--megabytes", "50", "--max-rss", "500"]);
    expect(stdout).toMatch(/^5\d MB of parquet, 50000 rows: .* peak RSS \d+ MB\n$/);
  },
);
