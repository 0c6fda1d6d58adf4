import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type Transaction } from "@electric-sql/pglite";
import { AssayError } from "../lib/errors.ts";
import { DataLock } from "./data-lock.ts";
import { durableOptions } from "./durable-fs.ts";
import type { NumberedRequest, Reply } from "./pglite-protocol.ts";

const MAINTENANCE_INTERVAL_MS = 10 * 60_000;
const options = workerData as { directory: string; seedDirectory?: string; maintenanceIntervalMs?: number };

interface OpenTransaction {
  sql: Transaction;
  finish(error?: Error): void;
  done: Promise<void>;
}

let pglite: PGlite;
let lock: DataLock;
let maintenance: NodeJS.Timeout;
let lastTransaction = 0;
const transactions = new Map<number, OpenTransaction>();

async function open(): Promise<void> {
  lock = DataLock.acquire(options.directory);
  const directory = join(options.directory, "pg");
  if (options.seedDirectory && !existsSync(join(directory, "PG_VERSION")) && existsSync(join(options.seedDirectory, "PG_VERSION"))) {
    mkdirSync(directory, { recursive: true });
    cpSync(options.seedDirectory, directory, { recursive: true });
  }
  pglite = await PGlite.create(durableOptions(directory));
  await maintain();
  maintenance = setInterval(() => void maintain().catch(() => {}), options.maintenanceIntervalMs ?? MAINTENANCE_INTERVAL_MS);
}

/** There is no checkpointer and no autovacuum here: without this the log and the dead rows grow for ever. */
async function maintain(): Promise<void> {
  await pglite.exec("checkpoint");
  await pglite.exec("vacuum analyze");
}

function begin(): Promise<{ transaction: number }[]> {
  return new Promise((resolve, reject) => {
    const transaction = ++lastTransaction;
    const done = pglite.transaction((sql) => {
      const ended = new Promise<void>((commit, rollback) => {
        const finish = (error?: Error) => (error ? rollback(error) : commit());
        transactions.set(transaction, { sql, finish, done: Promise.resolve().then(() => done as Promise<void>) });
      });
      resolve([{ transaction }]);
      return ended;
    });
    done.catch(reject);
  });
}

function take(transaction: number): OpenTransaction {
  const found = transactions.get(transaction);
  if (!found) throw new AssayError("internal", `Transaction ${transaction} has ended already: a query was not awaited inside it.`);
  return found;
}

async function exec(text: string, transaction: number | undefined): Promise<unknown[]> {
  if (transaction !== undefined) return (await take(transaction).sql.exec(text)).flatMap((result) => result.rows);
  try {
    return (await pglite.exec(text)).flatMap((result) => result.rows);
  } catch (error) {
    // A failed BEGIN; …; COMMIT leaves the one session aborted for everybody.
    await pglite.exec("rollback");
    throw error;
  }
}

async function answer(request: NumberedRequest): Promise<unknown[]> {
  switch (request.operation) {
    case "open":
      await open();
      return [];
    case "query": {
      const target = request.transaction === undefined ? pglite : take(request.transaction).sql;
      return (await target.query(request.text, [...request.parameters])).rows;
    }
    case "exec":
      return exec(request.text, request.transaction);
    case "begin":
      return begin();
    case "commit":
    case "rollback": {
      const ending = take(request.transaction);
      transactions.delete(request.transaction);
      if (request.operation === "commit") {
        ending.finish();
        await ending.done;
      } else {
        ending.finish(new Error("rollback"));
        await ending.done.catch(() => {});
      }
      return [];
    }
    case "listen":
      await pglite.listen(request.channel, (payload) => send({ channel: request.channel, payload }));
      return [];
    case "close":
      clearInterval(maintenance);
      await pglite.close();
      lock[Symbol.dispose]();
      return [];
  }
}

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}

parentPort?.on("message", async (request: NumberedRequest) => {
  try {
    send({ id: request.id, rows: await answer(request) });
  } catch (error) {
    // Only these facts: the driver's error also carries the query and its parameters.
    const { message, code, constraint } = error as { message: string; code?: string; constraint?: string };
    const inUse = error instanceof AssayError && error.code === "in_use";
    send({ id: request.id, error: { message, ...(code && { code }), ...(constraint && { constraint }), inUse } });
  }
});
