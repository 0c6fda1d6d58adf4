/** A row as the driver gives it: int8 as number, jsonb parsed, timestamptz as Date, bytea as Uint8Array. */
export type Row = Record<string, unknown>;

/** Runs SQL. Parameters are `$1`, `$2`, …; pass JSON as `storableJson(x)` with `::jsonb` (see README). */
export interface Sql {
  /** One statement with parameters; resolves with its rows. Rejects with a DatabaseError. */
  query<R extends object = Row>(text: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** Several statements without parameters, as migrations and pg-boss need them. */
  exec(text: string): Promise<Row[]>;
}

/** One database, embedded or remote. Every query made inside `transaction` joins it (AsyncLocalStorage). */
export interface Db extends Sql, AsyncDisposable {
  readonly embedded: boolean;
  /** Whether the caller is inside `transaction`. */
  readonly inTransaction: boolean;
  /**
   * Runs `work` in one transaction; a nested call joins the outer one. Never await the network inside:
   * the embedded database has one session, and everybody else waits for it. A statement or a nested transaction
   * that failed dooms the whole, even when its error is caught; so does a query that `work` did not await.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `work` outside the ambient transaction: for loops and timers that outlive it. */
  outside<T>(work: () => T): T;
  /**
   * Subscribes to NOTIFY on `channel`; resolves with the unsubscription. A notification is a hint: what was sent while
   * the connection was down is lost, so poll too. `onPayload` runs outside any transaction.
   */
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
