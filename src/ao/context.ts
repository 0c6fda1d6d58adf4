import type { Db } from "../db/index.ts";
import type { Logger } from "../log/index.ts";
import type { ProcessKind } from "./process-kind.ts";

/** What the operations of this folder work with. */
export interface AoContext {
  db: Db;
  log: Logger;
  now(): Date;
  /** By name. */
  kinds: ReadonlyMap<string, ProcessKind>;
  /** Says that messages may wait, so that they are delivered at once. */
  wake(): void;
}
