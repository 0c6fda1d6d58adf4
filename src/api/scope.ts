import { z } from "zod";
import type { GatewayCaller } from "../gateway/index.ts";

/** What a key may be used for. `admin` includes every other scope; each other scope includes `read`. */
export const scopeSchema = z.enum(["admin", "chat", "evaluate", "synthesis", "worker", "read"]);
export type Scope = z.infer<typeof scopeSchema>;

/** Who calls: the holder of a key, the command line on this machine, or anybody where no key is configured. */
export interface Caller extends GatewayCaller {
  scopes: readonly Scope[];
  /** null = no limit. */
  requestsPerMinute: number | null;
}

/** Who calls where no key is configured. */
export const ANYBODY: Caller = { name: "anybody", scopes: ["admin"], requestsPerMinute: null };

/** Whether the caller may do what needs `scope`. */
export function allows(caller: Caller, scope: Scope): boolean {
  return caller.scopes.includes("admin") || caller.scopes.includes(scope) || (scope === "read" && caller.scopes.length > 0);
}
