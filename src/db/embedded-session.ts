import assert from "node:assert";
import type { PGlite } from "@electric-sql/pglite";
import { AssayError } from "../lib/errors.ts";
import { Turns } from "./turns.ts";

/** PGlite's one session, shared by turns: a statement takes one, a transaction holds one until its end. */
export class EmbeddedSession {
  readonly #pglite: PGlite;
  readonly #turns = new Turns();
  #open: { transaction: number; end: () => void } | undefined;
  #lastTransaction = 0;
  #isClosing = false;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  query(text: string, parameters: readonly unknown[], transaction: number | undefined): Promise<unknown[]> {
    return this.#inTurn(transaction, async () => (await this.#pglite.query(text, [...parameters])).rows);
  }

  exec(text: string, transaction: number | undefined): Promise<unknown[]> {
    return this.#inTurn(transaction, async () => {
      try {
        return (await this.#pglite.exec(text)).flatMap((result) => result.rows);
      } catch (error) {
        // A failed BEGIN; …; COMMIT would leave the one session aborted for everybody.
        if (transaction === undefined) await this.#pglite.exec("rollback");
        throw error;
      }
    });
  }

  /** @returns the transaction's number */
  async begin(): Promise<number> {
    const end = await this.#turns.take();
    try {
      if (this.#isClosing) throw new AssayError("unavailable", "The embedded database is closed.");
      await this.#pglite.exec("begin");
    } catch (error) {
      end();
      throw error;
    }
    this.#open = { transaction: ++this.#lastTransaction, end };
    return this.#lastTransaction;
  }

  async end(transaction: number, how: "commit" | "rollback"): Promise<void> {
    const open = this.#open;
    assert(open?.transaction === transaction, "only the open transaction can end");
    try {
      await this.#pglite.exec(how);
    } finally {
      this.#open = undefined;
      open.end();
    }
  }

  listen(channel: string, onPayload: (payload: string) => void): Promise<unknown> {
    return this.#turns.run(() => this.#pglite.listen(channel, onPayload));
  }

  /**
   * A transaction that is open is rolled back: what it would still say is not heard any more, and its turn would never end.
   * One that waits for its turn does not begin.
   */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#open) await this.end(this.#open.transaction, "rollback");
    await this.#turns.run(() => this.#pglite.close());
  }

  #inTurn<T>(transaction: number | undefined, work: () => Promise<T>): Promise<T> {
    if (transaction === undefined) return this.#turns.run(work);
    assert(this.#open?.transaction === transaction, "a statement belongs to the open transaction");
    return work();
  }
}
