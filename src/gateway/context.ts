import type { RateLimit } from "../lib/rate-limit.ts";
import type { WorkerPool, WorkerRequest, WorkerSnapshot } from "../workers/index.ts";
import type { AskedPool } from "./account.ts";
import type { BudgetLedger } from "./budgets/index.ts";
import type { AnswerCache, CacheLook } from "./cache/index.ts";
import type { GatewayCaller } from "./caller.ts";
import type { Cleaning } from "./cleaning.ts";
import type { Hedging } from "./hedging.ts";
import type { RequestFacts } from "./request-record.ts";

/** What lives as long as the gateway; `openGateway` makes it once. */
export interface Gateway {
  /** To look at. Whoever asks a worker does so for a caller, by the context that `for` gives. */
  pool: Pick<WorkerPool, "list" | "find" | "prices">;
  /** Wall clock. */
  now(): Date;
  /** Monotonic milliseconds. */
  elapsed(): number;
  /** Requests and tokens a minute, by the key's name. */
  rates: { requests: RateLimit; tokens: RateLimit };
  cache: AnswerCache;
  /** Budgets of keys. */
  ledger: BudgetLedger;
  /** What one request of this caller is served with: every call of a worker goes through its account. */
  for(caller: GatewayCaller): GatewayContext;
}

/** What the gateway serves one request with. */
export interface GatewayContext {
  /** Sets the caller's limits against each call, and counts what it uses. */
  pool: AskedPool;
  /** Sets aside what all these workers may cost before any is asked. Rejects with `over_budget` or `rate_limited`: then nothing is. */
  cover(workers: readonly Pick<WorkerSnapshot, "uid">[], request: WorkerRequest): Promise<void>;
  /** Looks the request up in the caller's cache. @param wish `on` also where sampling makes answers differ, `off` for not at all */
  look(request: WorkerRequest, wish: "on" | "off" | undefined): CacheLook;
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
  /** Hears of the request when it has ended, whatever came of it, and closes its account. Never throws. */
  record(request: RequestFacts): void;
}
