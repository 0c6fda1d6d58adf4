import { AssayError } from "../lib/errors.ts";

export function poolNotFound(id: string): AssayError {
  return new AssayError("not_found", `There is no pool ${id}.`, { field: "pool" });
}
