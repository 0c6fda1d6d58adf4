import type { WorkerPool } from "../workers/index.ts";

/** What the gateway works with; built once by the composition root. */
export interface GatewayContext {
  pool: WorkerPool;
  /** Seed of the next choice; a counter in tests, random in service. */
  nextSeed(): number;
  /** Wall clock. */
  now(): Date;
  /** Monotonic milliseconds. */
  elapsed(): number;
}
