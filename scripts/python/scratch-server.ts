import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const MAIN = resolve(import.meta.dirname, "..", "..", "src", "main.ts");
const START_MS = 60_000;
const KEY = "a-key-for-a-scratch-server";

/** A server of its own process, on scratch data and a free port, with a key; `await using`. */
export interface ScratchServer extends AsyncDisposable {
  url: string;
  key: string;
  /** Registers a worker. Rejects when it is refused. */
  addWorker(spec: object): Promise<void>;
  /** What it logged at level error. */
  errors(): string[];
}

/** Starts one. Rejects when it does not come up. */
export async function startScratchServer(): Promise<ScratchServer> {
  const directory = mkdtempSync(join(tmpdir(), "assay-scratch-"));
  const environment = { PORT: "0", HOST: "127.0.0.1", EXPECTED_ACCESS_KEY: KEY, LOG_LEVEL: "error", ASSAY_DATA_DIR: directory };
  const server = spawn(process.execPath, [MAIN, "serve"], {
    env: { PATH: process.env["PATH"], ...environment },
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const output of [server.stdout, server.stderr])
    output.setEncoding("utf8").on("data", (text: string) => lines.push(...text.split("\n")));
  const exited = once(server, "exit");
  const stop = async () => {
    server.kill();
    await exited;
    rmSync(directory, { recursive: true, force: true });
  };
  const file = join(directory, "server.json");
  for (let waited = 0; !existsSync(file); waited += 100) {
    if (server.exitCode === null && waited < START_MS) await delay(100);
    else {
      await stop();
      throw new Error(`The server did not start: ${lines.join("\n")}`);
    }
  }
  const { url } = JSON.parse(readFileSync(file, "utf8")) as { url: string };
  return {
    url,
    key: KEY,
    async addWorker(spec) {
      const headers = { api_key: KEY, "content-type": "application/json" };
      const response = await fetch(`${url}/assay/v1/workers`, { method: "POST", headers, body: JSON.stringify(spec) });
      if (!response.ok) throw new Error(await response.text());
    },
    errors: () => lines.filter((line) => line.includes('"level":"error"')),
    [Symbol.asyncDispose]: stop,
  };
}
