import { runCli } from "./cli/index.ts";

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
