import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { updateDuty } from "./store.ts";
import type { Duty } from "./worker.ts";

/** Pauses, drains or resumes a worker; it stays so until told otherwise. The pool heeds it at its next reload. @throws `not_found` */
export async function setDuty(db: Db, name: string, duty: Duty): Promise<void> {
  if (await updateDuty(db, name, duty)) return;
  throw new AssayError("not_found", `There is no worker ${name}: \`assay worker list\` names them.`, { field: "name" });
}
