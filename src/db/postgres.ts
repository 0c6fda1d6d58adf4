import assert from "node:assert";
import pg from "pg";
import { AssayError } from "../lib/errors.ts";
import { AmbientDb, type Session } from "./ambient-db.ts";
import type { Row, Sql } from "./db.ts";
import { postgresError } from "./postgres-error.ts";
import { PostgresListener } from "./postgres-listener.ts";

const INT8 = 20;
const BYTEA = 17;
const CONNECT_TIMEOUT_MS = 30_000;

/** The embedded engine's JavaScript types, where `pg` has others. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    const parse = pg.types.getTypeParser(oid, format) as (value: string) => unknown;
    if (format === "binary") return parse;
    if (oid === INT8) return parseInt8;
    return oid === BYTEA ? (text: string) => new Uint8Array(parse(text) as Buffer) : parse;
  },
};

function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** A PostgreSQL server (>= 15) by URL, through a pool. */
export class PostgresDb extends AmbientDb {
  readonly embedded = false;
  protected readonly root: Sql;
  readonly #pool: pg.Pool;
  readonly #listener: PostgresListener;

  constructor(url: string, maxConnections = 10) {
    super();
    assertUrl(url);
    this.#listener = new PostgresListener(url);
    this.#pool = new pg.Pool({
      connectionString: url,
      max: maxConnections,
      application_name: "assay",
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      types,
    });
    // An idle connection that the server closes is replaced by the pool; without a listener it ends the process.
    this.#pool.on("error", ignore);
    this.root = wrap(this.#pool);
  }

  protected async begin(): Promise<Session> {
    const client = await this.#pool.connect().catch(rethrow);
    // A dropped connection fails the running statement; its event would end the process.
    client.on("error", ignore);
    const release = (isBroken: boolean) => {
      client.off("error", ignore);
      client.release(isBroken);
    };
    const run = async (statement: string) => {
      try {
        await client.query(statement);
      } catch (error) {
        release(true);
        return rethrow(error);
      }
    };
    await run("begin");
    return {
      ...wrap(client),
      commit: () => run("commit").then(() => release(false)),
      rollback: () => run("rollback").then(() => release(false), ignore),
    };
  }

  protected subscribe(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#listener.listen(channel, onPayload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    assert(!this.inTransaction, "The database cannot be closed inside a transaction.");
    if (this.#pool.ending) return;
    await this.#listener[Symbol.asyncDispose]();
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

/** Never repeats the URL: it holds a password. */
function assertUrl(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return;
  throw new AssayError("invalid_input", "The database URL is not one of PostgreSQL: write postgres://user:password@host:5432/name.", {
    field: "DATABASE_URL",
  });
}

function rethrow(error: unknown): never {
  throw postgresError(error);
}

function ignore(): void {}
