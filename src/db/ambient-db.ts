import { AsyncLocalStorage } from "node:async_hooks";
import { AssayError, messageOf } from "../lib/errors.ts";
import type { Db, Row, Sql } from "./db.ts";

/** A transaction's own connection. Both ends give the connection back, whatever happens. */
export interface Session extends Sql {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

interface Transaction {
  readonly session: Session;
  running: number;
  hasEnded: boolean;
  failure: { cause: unknown } | undefined;
}

/** What both engines share: the ambient transaction. */
export abstract class AmbientDb implements Db {
  readonly #ambient = new AsyncLocalStorage<Transaction | undefined>();
  abstract readonly embedded: boolean;
  protected abstract readonly root: Sql;
  protected abstract begin(): Promise<Session>;
  protected abstract subscribe(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  abstract [Symbol.asyncDispose](): Promise<void>;

  get inTransaction(): boolean {
    return this.#ambient.getStore() !== undefined;
  }

  query<R extends object = Row>(text: string, parameters: readonly unknown[] = []): Promise<R[]> {
    return this.#run((sql) => sql.query<R>(text, parameters));
  }

  exec(text: string): Promise<Row[]> {
    return this.#run((sql) => sql.exec(text));
  }

  outside<T>(work: () => T): T {
    return this.#ambient.run(undefined, work);
  }

  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    // Not in the caller's transaction: it would answer for the connection's whole life in that context.
    return this.outside(() => this.subscribe(channel, onPayload));
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.#ambient.getStore();
    if (outer) return join(outer, work);
    const transaction: Transaction = { session: await this.begin(), running: 0, hasEnded: false, failure: undefined };
    let result: T;
    try {
      result = await this.#ambient.run(transaction, work);
      assertWhole(transaction);
    } catch (error) {
      transaction.hasEnded = true;
      await transaction.session.rollback();
      throw error;
    }
    transaction.hasEnded = true;
    await transaction.session.commit();
    return result;
  }

  async #run<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const transaction = this.#ambient.getStore();
    if (!transaction) return work(this.root);
    transaction.running += 1;
    try {
      return await join(transaction, () => work(transaction.session));
    } finally {
      transaction.running -= 1;
    }
  }
}

async function join<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  if (transaction.hasEnded) {
    throw new AssayError("internal", "A query came after its transaction had ended: await it inside, or make it by db.outside.");
  }
  try {
    return await work();
  } catch (cause) {
    transaction.failure ??= { cause };
    throw cause;
  }
}

/** PostgreSQL answers COMMIT of a failed transaction with a silent rollback: nothing may look saved that is not. */
function assertWhole({ running, failure }: Transaction): void {
  if (failure) {
    const message = `The transaction was rolled back, because a failure inside it was caught: ${messageOf(failure.cause)}`;
    throw new AssayError("internal", message, { cause: failure.cause });
  }
  if (running > 0) throw new AssayError("internal", "The transaction was rolled back, because a query inside it was not awaited.");
}
