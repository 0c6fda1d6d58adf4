/** The database thread: PGlite behind messages. Started by DatabaseThread. */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { AssayError } from "../lib/errors.ts";
import { DataLock } from "./data-lock.ts";
import { durableOptions } from "./durable-fs.ts";
import { EmbeddedSession } from "./embedded-session.ts";
import { installSeed } from "./install-seed.ts";
import { maintainEmbedded } from "./maintain-embedded.ts";
import type { NumberedRequest, Reply, ReplyError } from "./pglite-protocol.ts";
import type { PgliteOptions } from "./pglite.ts";
import { compileEngine } from "./plain-parser.ts";

const MAINTENANCE_INTERVAL_MS = 30_000;
const options = workerData as PgliteOptions;
let session: EmbeddedSession;
let lock: DataLock | undefined;
let maintenance: NodeJS.Timeout;

async function open(): Promise<void> {
  lock = DataLock.acquire(options.directory);
  const directory = join(options.directory, "pg");
  if (options.seedDirectory) installSeed(options.seedDirectory, directory);
  const engine = await compileEngine();
  session = new EmbeddedSession(await PGlite.create({ ...durableOptions(directory), pgliteWasmModule: engine }));
  let running: Promise<unknown> | undefined;
  maintenance = setInterval(() => {
    running ??= maintainEmbedded(session)
      .catch(crashIfBroken)
      .finally(() => (running = undefined));
  }, options.maintenanceIntervalMs ?? MAINTENANCE_INTERVAL_MS);
}

async function close(): Promise<void> {
  clearInterval(maintenance);
  // Undefined when opening failed.
  if (session as EmbeddedSession | undefined) await session.close();
  lock?.[Symbol.dispose]();
}

async function answer(request: NumberedRequest): Promise<unknown[]> {
  switch (request.operation) {
    case "open":
      await open();
      return [];
    case "query":
      return session.query(request.text, request.parameters, request.transaction);
    case "exec":
      return session.exec(request.text, request.transaction);
    case "begin":
      return [{ transaction: await session.begin() }];
    case "commit":
    case "rollback":
      await session.end(request.transaction, request.operation);
      return [];
    case "listen":
      await session.listen(request.channel, (payload) => send({ channel: request.channel, payload }));
      return [];
    case "close":
      await close();
      return [];
  }
}

/** An engine that trapped holds broken memory: end the thread, so that everybody hears of it. */
function crashIfBroken(error: unknown): void {
  const { name } = error as { name?: string };
  if (name === "RuntimeError" || name === "ExitStatus") setImmediate(throwIt, error);
}

function throwIt(error: unknown): never {
  throw error;
}

/** Only these facts: the driver's error also carries the query's parameters. */
function factsOf(error: unknown): ReplyError {
  if (error instanceof AssayError) return { message: error.message, assayCode: error.code };
  const { message, code, constraint } = error as { message: string; code?: string; constraint?: string };
  return { message, ...(code && { code }), ...(constraint && { constraint }) };
}

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}

parentPort?.on("message", async (request: NumberedRequest) => {
  try {
    send({ id: request.id, rows: await answer(request) });
  } catch (error) {
    crashIfBroken(error);
    send({ id: request.id, error: factsOf(error) });
  }
});
