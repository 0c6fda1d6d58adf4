import pg from "pg";
import { AssayError, messageOf } from "../lib/errors.ts";
import { DatabaseError } from "./db.ts";

// Connection exceptions, too many connections, and a server that is stopping or starting.
const UNAVAILABLE = /^(08|53300|57P0)/;

/** An error of `pg` as ours: without parameters, and `unavailable` where the server is at fault rather than the statement. */
export function postgresError(error: unknown): Error {
  if (error instanceof pg.DatabaseError && !UNAVAILABLE.test(error.code ?? "")) {
    return new DatabaseError(error.message, { code: error.code, constraint: error.constraint });
  }
  // A refused connection to several addresses has its reasons inside and an empty message.
  const reason = error instanceof AggregateError ? error.errors.map(messageOf).join(", ") : messageOf(error);
  return new AssayError("unavailable", `The database cannot be used: ${reason}.`, { cause: error });
}
