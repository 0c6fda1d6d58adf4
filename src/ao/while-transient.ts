import { DatabaseError } from "../db/index.ts";
import { AssayError, messageOf } from "../lib/errors.ts";

const MOST_TRIES = 5;
/** SQLSTATE classes of what has nothing to do with the statement: rolled back for others, out of resources, in use, stopped, system error. */
const TRANSIENT = /^(40|53|55|57|58)/;

/**
 * Makes a transaction again that the database gave up for reasons of its own, such as a deadlock. The message that it handles is neither
 * wrong nor refused: stored as an error, the money that it tells of would stay where it is.
 * @throws `unavailable` when that does not help: the message is not acknowledged, or goes on waiting
 */
export async function whileTransient<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await transaction();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (tries === MOST_TRIES) throw new AssayError("unavailable", `The database gave up: ${messageOf(error)}.`, { cause: error });
    }
  }
}

/** Also where the failure was caught inside the transaction, which dooms it all the same. */
function isTransient(error: unknown): boolean {
  if (error instanceof DatabaseError) return TRANSIENT.test(error.code ?? "");
  return error instanceof AssayError && error.code === "internal" && error.cause instanceof DatabaseError && isTransient(error.cause);
}
