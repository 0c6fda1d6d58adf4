import { AsyncLocalStorage } from "node:async_hooks";

/** A row as the driver gives it: int8 as number, jsonb parsed, timestamptz as Date, bytea as bytes. */
export type Row = Record<string, unknown>;

/** Runs SQL. Parameters are `$1`, `$2`, …; pass JSON as `JSON.stringify(x)` with `::jsonb` (see docs/decisions). */
export interface Sql {
  /** One statement with parameters; resolves with its rows. Rejects with a DatabaseError. */
  query<R extends object = Row>(text: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** Several statements without parameters, as migrations and pg-boss need them. */
  exec(text: string): Promise<Row[]>;
}

/** One database, embedded or remote. Every query made inside `transaction` joins it (AsyncLocalStorage). */
export interface Db extends Sql, AsyncDisposable {
  readonly embedded: boolean;
  /**
   * Runs `work` in one transaction; a nested call joins the outer one. Never await the network inside:
   * the embedded database has one session, and everybody else waits for it.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Whether the caller is inside `transaction`. */
  readonly inTransaction: boolean;
  /** Runs `work` outside the ambient transaction: for loops and timers that outlive it. */
  outside<T>(work: () => T): T;
  /** Subscribes to NOTIFY on `channel`; resolves with the unsubscription. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
}

/** A statement that failed. Never carries the parameters: they hold prompts and secrets. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** SQLSTATE, such as `23505` for a unique violation. */
  readonly code: string | undefined;
  readonly constraint: string | undefined;

  constructor(message: string, facts: { code?: string | undefined; constraint?: string | undefined } = {}) {
    super(message);
    this.code = facts.code;
    this.constraint = facts.constraint;
  }
}

/** A transaction's own connection. */
export interface Session extends Sql {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** What both engines share: the ambient transaction. */
export abstract class AmbientDb implements Db {
  readonly #ambient = new AsyncLocalStorage<Session | undefined>();
  abstract readonly embedded: boolean;
  protected abstract readonly root: Sql;
  protected abstract begin(): Promise<Session>;
  abstract listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  abstract [Symbol.asyncDispose](): Promise<void>;

  query<R extends object = Row>(text: string, parameters: readonly unknown[] = []): Promise<R[]> {
    return (this.#ambient.getStore() ?? this.root).query<R>(text, parameters);
  }

  exec(text: string): Promise<Row[]> {
    return (this.#ambient.getStore() ?? this.root).exec(text);
  }

  get inTransaction(): boolean {
    return this.#ambient.getStore() !== undefined;
  }

  outside<T>(work: () => T): T {
    return this.#ambient.run(undefined, work);
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ambient.getStore()) return work();
    const session = await this.begin();
    try {
      const result = await this.#ambient.run(session, work);
      await session.commit();
      return result;
    } catch (error) {
      await session.rollback();
      throw error;
    }
  }
}
