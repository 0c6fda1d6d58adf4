import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { selectRegistrant } from "./store.ts";

/**
 * Lets a key change only what it has registered itself. For callers without the scope admin.
 * @throws `not_found`; `forbidden` for a worker of another key, of the operator or of a file
 */
export async function requireOwn(db: Db, name: string, key: string): Promise<void> {
  const found = await selectRegistrant(db, name);
  if (!found) throw new AssayError("not_found", `There is no worker ${name}.`, { field: "name" });
  if (found.key === key) return;
  throw new AssayError(
    "forbidden",
    `The worker ${name} was not registered with the key ${key}: only that key, or one with the scope admin, may change it.`,
    {
      field: "name",
    },
  );
}
