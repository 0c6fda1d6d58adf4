import assert from "node:assert";
import { AmbientDb, type Session } from "./ambient-db.ts";
import { DatabaseThread } from "./database-thread.ts";
import type { Row, Sql } from "./db.ts";

/** Where the embedded database lives, and how it is kept. */
export interface PgliteOptions {
  /** Data directory; created when missing. */
  directory: string;
  /** A directory that initdb once made, copied to make a first start fast. */
  seedDirectory?: string;
  /** Milliseconds between looks at what CHECKPOINT and VACUUM have to do. Default 30 s. */
  maintenanceIntervalMs?: number;
}

/**
 * Embedded PostgreSQL (PGlite) in a worker thread, so that a slow statement never blocks the event loop.
 * One session: transactions queue. The data directory is locked to one process.
 */
export class PgliteDb extends AmbientDb {
  readonly embedded = true;
  protected readonly root: Sql = this.#sqlOf(undefined);
  readonly #thread: DatabaseThread;
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();

  private constructor(options: PgliteOptions) {
    super();
    const notify = (channel: string, payload: string) => {
      for (const onPayload of this.#listeners.get(channel) ?? []) onPayload(payload);
    };
    this.#thread = new DatabaseThread(new URL("./pglite-worker.ts", import.meta.url), options, notify);
  }

  /** Opens (and on first use creates) the directory. Rejects with `in_use` when another process holds it. */
  static async open(options: PgliteOptions): Promise<PgliteDb> {
    const db = new PgliteDb(options);
    try {
      await db.#thread.request({ operation: "open" });
      return db;
    } catch (error) {
      await db.#thread[Symbol.asyncDispose]().catch(() => {});
      throw error;
    }
  }

  protected async begin(): Promise<Session> {
    const [row] = (await this.#thread.request({ operation: "begin" })) as { transaction: number }[];
    assert(row, "a begun transaction has a number");
    const { transaction } = row;
    return {
      ...this.#sqlOf(transaction),
      commit: async () => void (await this.#thread.request({ operation: "commit", transaction })),
      // A thread that is gone has rolled back by that; the first error is the one to show.
      rollback: async () => void (await this.#thread.request({ operation: "rollback", transaction }).catch(() => {})),
    };
  }

  protected async subscribe(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    await this.#thread.request({ operation: "listen", channel });
    listeners.add(onPayload);
    return async () => void listeners.delete(onPayload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    assert(!this.inTransaction, "The database cannot be closed inside a transaction.");
    await this.#thread[Symbol.asyncDispose]();
  }

  #sqlOf(transaction: number | undefined): Sql {
    return {
      query: <R extends object = Row>(text: string, parameters: readonly unknown[] = []) =>
        this.#thread.request({ operation: "query", text, parameters, transaction }) as Promise<R[]>,
      exec: (text) => this.#thread.request({ operation: "exec", text, transaction }) as Promise<Row[]>,
    };
  }
}
