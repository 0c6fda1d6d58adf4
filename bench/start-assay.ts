import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startProgram, type Program } from "./start-program.ts";

/** As users start it: its settings of memory belong to what is measured. */
const ASSAY = join(import.meta.dirname, "..", "bin", "assay");
const KEY = "a-key-of-the-benchmark-only";

/** Also for streams of minutes on a busy machine. */
const TIMEOUT_MS = 600_000;

/** A server of Assay on a data directory of its own, with a worker for each model, keys and logs on as in production. */
export interface AssayServer extends Program {
  url: string;
  key: string;
  /** Calls the API; rejects with the answer when it is no success. */
  call(method: "GET" | "POST", path: string, body?: unknown): Promise<unknown>;
}

interface AssayOptions {
  directory: string;
  upstreamUrl: string;
  models: readonly string[];
  maxConcurrency: number;
  processor?: 0 | 1;
}

/** Starts the server with the upstream as the only endpoint. The worker of the first model is named `bench-0`. */
export async function startAssay({ directory, upstreamUrl, models, maxConcurrency, processor }: AssayOptions): Promise<AssayServer> {
  const config = join(directory, "assay.yaml");
  const workers = models.map((model, index) => ({
    name: `bench-${index}`,
    kind: "openai",
    baseUrl: `${upstreamUrl}/v1`,
    model,
    maxConcurrency,
    timeoutMs: TIMEOUT_MS,
  }));
  // YAML holds JSON.
  writeFileSync(config, JSON.stringify({ workers }));
  const program = await startProgram([ASSAY, "serve", "--json"], {
    directory,
    readyWhen: /^\{"url":/,
    environment: {
      PORT: "0",
      ASSAY_DATA_DIR: join(directory, "data"),
      ASSAY_CONFIG: config,
      EXPECTED_ACCESS_KEY: KEY,
      NODE_ENV: "production",
      DATABASE_URL: "",
    },
    ...(processor !== undefined && { processor }),
  });
  const { url } = JSON.parse(program.ready) as { url: string };
  const call = async (method: "GET" | "POST", path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${KEY}`, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  return { ...program, url, key: KEY, call };
}
