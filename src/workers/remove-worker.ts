import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { markRemoved } from "./store.ts";

/** Takes a worker out of the network; what it has answered stays. @throws `not_found` */
export async function removeWorker(db: Db, name: string): Promise<void> {
  if (!(await markRemoved(db, name))) throw new AssayError("not_found", `There is no worker ${name}.`, { field: "name" });
}
