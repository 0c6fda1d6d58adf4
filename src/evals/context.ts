import type { Db } from "../db/index.ts";
import type { JobEngine } from "../jobs/index.ts";
import type { WorkerPool } from "../workers/index.ts";
import type { HubAccess } from "./datasets/hub/hub-access.ts";
import type { BudgetDesk } from "./requesting/budget-desk.ts";
import type { TaskCache } from "./runs/task-cache.ts";
import type { InstanceCache } from "./sampling/instance-cache.ts";

/** What the operations of this domain work with; built once by the composition root. */
export interface EvalsContext {
  db: Db;
  jobs: JobEngine;
  pool: WorkerPool;
  /** Where datasets are registered from when no files are named. */
  hub: HubAccess;
  /** Folders of task YAML beside the built-in ones. */
  includePaths: readonly string[];
  instances: InstanceCache;
  tasks: TaskCache;
  budgets: BudgetDesk;
  log: Log;
  now(): Date;
}

export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}
