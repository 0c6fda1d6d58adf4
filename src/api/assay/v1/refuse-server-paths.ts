import { AssayError } from "../../../lib/errors.ts";
import { allows, type Caller } from "../../scope.ts";

/**
 * Files of the server's machine are its operator's: only the command line on it and keys with the scope admin may name task files there.
 * @throws `forbidden` for everybody else who does
 */
export function refuseServerPaths({ includePaths }: { includePaths: readonly string[] }, caller: Caller | null): void {
  if (includePaths.length === 0 || (caller !== null && allows(caller, "admin"))) return;
  const { name, scopes } = caller ?? { name: "", scopes: [] };
  throw new AssayError(
    "forbidden",
    `includePaths names files of the server's machine: this needs the scope admin, and the key ${name} has the scopes ${scopes.join(", ")}.`,
    { field: "includePaths" },
  );
}
