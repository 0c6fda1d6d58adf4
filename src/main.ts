import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Types are stripped and code is compiled once, not at each start. Where the folder cannot be written nothing is kept.
enableCompileCache(join(import.meta.dirname, "..", ".cache", "compile"));
const { runCli } = await import("./cli/index.ts");

const LAST_RESORT_MS = 30_000;
const FORCED = 130;

const stopping = new AbortController();

/** The first signal asks for an orderly end; a second one, or an end that takes too long, is not asked for. */
function stop(): void {
  if (stopping.signal.aborted) process.exit(FORCED);
  stopping.abort();
  setTimeout(() => process.exit(FORCED), LAST_RESORT_MS).unref();
}

process.on("SIGINT", stop);
process.on("SIGTERM", stop);
process.exitCode = await runCli(process.argv.slice(2), { out: process.stdout, err: process.stderr, signal: stopping.signal });
