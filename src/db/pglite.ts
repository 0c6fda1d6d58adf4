import { Worker } from "node:worker_threads";
import { AssayError } from "../lib/errors.ts";
import { AmbientDb, DatabaseError, type Row, type Session, type Sql } from "./db.ts";
import type { Reply, Request } from "./pglite-protocol.ts";

interface Waiting {
  resolve(rows: unknown): void;
  reject(error: Error): void;
}

interface PgliteOptions {
  /** Data directory; created when missing. */
  directory: string;
  /** A directory that initdb once made, copied to make a first start fast. */
  seedDirectory?: string;
  /** Milliseconds between CHECKPOINT + VACUUM: the embedded engine has no background processes. */
  maintenanceIntervalMs?: number;
}

/**
 * Embedded PostgreSQL (PGlite) in a worker thread, so that a slow statement never blocks the event loop.
 * One session: transactions queue. The data directory is locked to one process.
 */
export class PgliteDb extends AmbientDb {
  readonly embedded = true;
  protected readonly root: Sql = this.#sqlOf(undefined);
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  #lastId = 0;
  #closed = false;

  private constructor(options: PgliteOptions) {
    super();
    this.#worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { workerData: options });
    this.#worker.on("message", (reply: Reply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", () => this.#fail(new AssayError("unavailable", "The embedded database has stopped.")));
  }

  /** Opens (and on first use creates) the directory. Rejects with `in_use` when another process holds it. */
  static async open(options: PgliteOptions): Promise<PgliteDb> {
    const db = new PgliteDb(options);
    try {
      await db.#call({ operation: "open" });
      return db;
    } catch (error) {
      await db.#worker.terminate();
      throw error;
    }
  }

  protected async begin(): Promise<Session> {
    const [row] = (await this.#call({ operation: "begin" })) as { transaction: number }[];
    const transaction = row?.transaction;
    if (transaction === undefined) throw new AssayError("internal", "The embedded database began no transaction.");
    return {
      ...this.#sqlOf(transaction),
      commit: async () => void (await this.#call({ operation: "commit", transaction })),
      rollback: async () => void (await this.#call({ operation: "rollback", transaction })),
    };
  }

  async listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    if (!this.#listeners.has(channel)) {
      this.#listeners.set(channel, listeners);
      await this.#call({ operation: "listen", channel });
    }
    listeners.add(onPayload);
    return async () => void listeners.delete(onPayload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    await this.#call({ operation: "close" });
    this.#closed = true;
    await this.#worker.terminate();
  }

  #sqlOf(transaction: number | undefined): Sql {
    return {
      query: <R extends object = Row>(text: string, parameters: readonly unknown[] = []) =>
        this.#call({ operation: "query", text, parameters, transaction }) as Promise<R[]>,
      exec: (text) => this.#call({ operation: "exec", text, transaction }) as Promise<Row[]>,
    };
  }

  #call(request: Request): Promise<unknown> {
    if (this.#closed) return Promise.reject(new AssayError("unavailable", "The embedded database is closed."));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request });
    });
  }

  #settle(reply: Reply): void {
    if ("channel" in reply) {
      for (const onPayload of this.#listeners.get(reply.channel) ?? []) onPayload(reply.payload);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ("rows" in reply) waiting?.resolve(reply.rows);
    else if (reply.error.inUse) waiting?.reject(new AssayError("in_use", reply.error.message));
    else waiting?.reject(new DatabaseError(reply.error.message, reply.error));
  }

  #fail(error: Error): void {
    this.#closed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
