import pg from "pg";
import { AmbientDb, DatabaseError, type Row, type Session, type Sql } from "./db.ts";

const INT8 = 20;
// The embedded engine gives int8 as a number; pg gives text unless told otherwise.
pg.types.setTypeParser(INT8, (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
});

/** A PostgreSQL server (>= 15) by URL, through a pool. */
export class PostgresDb extends AmbientDb {
  readonly embedded = false;
  protected readonly root: Sql;
  readonly #pool: pg.Pool;
  readonly #url: string;

  constructor(url: string, maxConnections = 10) {
    super();
    this.#url = url;
    this.#pool = new pg.Pool({ connectionString: url, max: maxConnections });
    // An idle connection that the server closes is replaced by the pool; without a listener it ends the process.
    this.#pool.on("error", () => {});
    this.root = wrap(this.#pool);
  }

  protected async begin(): Promise<Session> {
    const client = await this.#pool.connect().catch(rethrow);
    try {
      await client.query("begin");
    } catch (error) {
      client.release(true);
      return rethrow(error);
    }
    return {
      ...wrap(client),
      commit: async () => {
        try {
          await client.query("commit");
          client.release();
        } catch (error) {
          client.release(true);
          rethrow(error);
        }
      },
      rollback: async () => {
        try {
          await client.query("rollback");
          client.release();
        } catch {
          client.release(true);
        }
      },
    };
  }

  async listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    const client = new pg.Client(this.#url);
    client.on("error", () => {});
    await client.connect();
    client.on("notification", (message) => onPayload(message.payload ?? ""));
    await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    return () => client.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }
}

function wrap(client: pg.Pool | pg.PoolClient): Sql {
  return {
    query: async <R extends object = Row>(text: string, parameters: readonly unknown[] = []) => {
      const result = await client.query(text, [...parameters]).catch(rethrow);
      return result.rows as R[];
    },
    exec: async (text) => {
      const result = await client.query(text).catch(rethrow);
      return [result].flat().flatMap((one) => one.rows as Row[]);
    },
  };
}

function rethrow(error: unknown): never {
  if (error instanceof pg.DatabaseError) throw new DatabaseError(error.message, { code: error.code, constraint: error.constraint });
  throw error;
}
