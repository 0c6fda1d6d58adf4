import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { isInstalled } from "../../../scripts/python/install.ts";

const SCRIPT = resolve(import.meta.dirname, "..", "..", "..", "scripts", "run-openai-python.ts");
const DEADLINE_MS = 300_000;

// `npm run conformance:openai-python` brings the client; .ci/run does.
test.skipIf(!isInstalled("openai"))("the official client of Python is served as it expects", { timeout: DEADLINE_MS }, () => {
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT], { encoding: "utf8", timeout: DEADLINE_MS });
  expect(stdout.slice(-4000)).toMatch(/\d\d passed, 0 failed\n$/);
  expect(status).toBe(0);
});
