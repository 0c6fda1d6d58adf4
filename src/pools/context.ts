import type { Db } from "../db/index.ts";
import type { EvalsContext } from "../evals/index.ts";
import type { JobEngine } from "../jobs/index.ts";
import type { Logger } from "../log/index.ts";
import type { WorkerPool } from "../workers/index.ts";

/** What the operations of this folder work with. */
export interface PoolsContext {
  db: Db;
  jobs: JobEngine;
  evals: EvalsContext;
  workers: WorkerPool;
  log: Logger;
  now(): Date;
  /** A new seed for the documents of a pool. */
  nextSeed(): number;
}
