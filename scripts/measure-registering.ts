/**
 * How much memory registering a large parquet file takes: makes a file of so many megabytes, registers it with a server of
 * its own, started as a user starts it, and prints the server's peak resident memory from its start on, and its rows per second.
 *
 *     node scripts/measure-registering.ts [--megabytes 1000] [--max-rss 500]
 *
 * The database is the embedded one, or that of DATABASE_URL. Exit code 1 where the peak is above `--max-rss` (megabytes).
 * Linux only: the peak is the kernel's own (VmHWM).
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fileWriter, parquetWriteRows } from "hyparquet-writer";

const MEGABYTE = 1_000_000;
const ROWS_A_GROUP = 20_000;
const POLL_MS = 100;
const ASSAY = join(import.meta.dirname, "..", "bin", "assay");

const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "1000" },
    "max-rss": { type: "string", default: "500" },
  },
});
const directory = mkdtempSync(join(tmpdir(), "assay-register-"));
try {
  const file = join(directory, "rows.parquet");
  const rows = writeFile(file, Number(values.megabytes) * MEGABYTE);
  const { seconds, peakMegabytes } = await register(file);
  const size = statSync(file).size / MEGABYTE;
  console.log(
    `${size.toFixed(0)} MB of parquet, ${rows} rows: ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows/s, peak RSS ${peakMegabytes.toFixed(0)} MB`,
  );
  if (peakMegabytes > Number(values["max-rss"])) {
    console.error(`More than ${values["max-rss"]} MB.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(directory, { recursive: true });
}

/** Rows of a question's form, of bytes that no codec makes smaller. @returns how many */
function writeFile(path: string, bytes: number): number {
  const columns = [
    { name: "id", type: "INT32" as const },
    { name: "question", type: "STRING" as const },
    { name: "answer", type: "STRING" as const },
  ];
  let count = 0;
  function* rows(): Generator<Record<string, unknown>> {
    // About 3/4 of base64 remain when it is packed with SNAPPY (which finds nothing in it): all of it counts.
    for (let written = 0; written < bytes; count += 1) {
      const row = { id: count, question: randomBytes(600).toString("base64"), answer: randomBytes(150).toString("base64") };
      written += row.question.length + row.answer.length;
      yield row;
    }
  }
  void parquetWriteRows({ writer: fileWriter(path), rows: rows(), columns, rowGroupSize: ROWS_A_GROUP });
  return count;
}

async function register(file: string): Promise<{ seconds: number; peakMegabytes: number }> {
  const server = spawn(ASSAY, ["serve", "--json"], {
    cwd: directory,
    env: {
      PATH: process.env["PATH"],
      ASSAY_DATA_DIR: join(directory, "data"),
      PORT: "0",
      LOG_LEVEL: "warn",
      ...(process.env["DATABASE_URL"] && { DATABASE_URL: process.env["DATABASE_URL"] }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface(server.stdout), "line")) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const started = performance.now();
    const { id } = await call<{ id: string }>(`${url}/assay/v1/dataset-registrations`, { name: "measured", splits: { test: file } });
    for (;;) {
      const view = await call<{ state: string; error: string | null }>(`${url}/assay/v1/dataset-registrations/${id}`);
      if (view.state === "failed") throw new Error(view.error ?? "not registered");
      if (view.state === "done") break;
      await delay(POLL_MS);
    }
    const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
    const peakKilobytes = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]);
    return { seconds: (performance.now() - started) / 1000, peakMegabytes: (peakKilobytes * 1024) / MEGABYTE };
  } finally {
    server.kill("SIGKILL");
    await once(server, "exit");
  }
}

async function call<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(
    url,
    body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
