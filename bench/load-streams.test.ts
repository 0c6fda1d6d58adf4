import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

test(
  "200 streams at once lose and double no event, and 500 requests that are left leave nothing behind",
  { timeout: 240_000 },
  async () => {
    const script = join(import.meta.dirname, "load-streams.ts");
    const child = spawn(process.execPath, [script, "--streams", "200", "--seconds", "3", "--gap", "40", "--aborted", "500"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [out] = await Promise.all([text(child.stdout), once(child, "close")]);
    const figures = JSON.parse(out.trim().split("\n").at(-1) ?? "{}") as object;
    expect(figures).toMatchObject({ streams: 200, events: 200 * (75 + 4), broken: [], aborted: 500, left: { inFlight: 0, atWorkers: 0 } });
    expect(child.exitCode).toBe(0);
  },
);
