import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { isInstalled } from "../../../scripts/python/install.ts";

const SCRIPT = resolve(import.meta.dirname, "..", "..", "..", "scripts", "fuzz-http.ts");
const DEADLINE_MS = 400_000;

// `npm run fuzz:http -- --install` brings Schemathesis; .ci/run does.
test.skipIf(!isInstalled("schemathesis"))(
  "generated requests get no answer that the OpenAPI document does not know (Schemathesis)",
  { timeout: DEADLINE_MS },
  () => {
    const { status, stdout } = spawnSync(process.execPath, [SCRIPT, "--quick"], { encoding: "utf8", timeout: DEADLINE_MS });
    expect(stdout.slice(-4000)).toMatch(/fuzz: \d+ operations, \d{3,} requests, 0 failed\n$/);
    expect(status).toBe(0);
  },
);
