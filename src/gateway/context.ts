import type { WorkerPool } from "../workers/index.ts";
import type { Cleaning } from "./cleaning.ts";
import type { Hedging } from "./hedging.ts";
import type { RequestRecord } from "./request-record.ts";

/** What the gateway works with; `openGateway` makes it once. */
export interface GatewayContext {
  pool: WorkerPool;
  /** Seed of the next choice; a counter in tests, random in service. */
  nextSeed(): number;
  /** Wall clock. */
  now(): Date;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** When a second worker is asked beside a slow one. */
  hedging: Hedging;
  /** Which answers say nothing. */
  cleaning: Cleaning;
  /** Hears of each request when it has ended. Never throws. */
  record(request: RequestRecord): void;
}
