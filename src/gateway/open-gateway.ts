import type { Db } from "../db/index.ts";
import { createRateLimit } from "../lib/rate-limit.ts";
import type { WorkerPool } from "../workers/index.ts";
import { Account } from "./account.ts";
import { accountedFor } from "./accounted-for.ts";
import { BudgetLedger } from "./budgets/index.ts";
import { AnswerCache, lookUp } from "./cache/index.ts";
import { createCleaning, type CleaningOptions } from "./cleaning.ts";
import type { Gateway, GatewayContext } from "./context.ts";
import { Hedging, type HedgePolicy } from "./hedging.ts";
import { RequestLog } from "./request-log.ts";
import type { RequestRecord } from "./request-record.ts";

interface GatewayOptions extends Pick<GatewayContext, "nextSeed" | "now" | "elapsed"> {
  db: Db;
  pool: WorkerPool;
  /** Which answers count as refusals. */
  answers: CleaningOptions;
  /** When a second worker is asked beside a slow one. */
  hedge: HedgePolicy;
  log: { warn(facts: object, message: string): void };
  /** Hears of each request beside the database: for metrics. */
  onRequestEnd?: (request: RequestRecord) => void;
  /** Milliseconds after which the reservations of a process that was killed are free again. Default 30 s. */
  leaseMs?: number | undefined;
}

/** The gateway over a pool of workers. Disposing stores what is still to be stored of its requests. */
export async function openGateway(options: GatewayOptions): Promise<Gateway & AsyncDisposable> {
  const { db, pool, hedge, answers, log, onRequestEnd, leaseMs, nextSeed, now, elapsed } = options;
  await using opening = new AsyncDisposableStack();
  const requests = opening.use(new RequestLog({ db, log, now }));
  const ledger = opening.use(await BudgetLedger.open({ db, log, now, ...(leaseMs !== undefined && { leaseMs }) }));
  const rates = { requests: createRateLimit(), tokens: createRateLimit() };
  const parts = { pool, ledger, tokenRate: rates.tokens, longest: new Map<number, number>() };
  const cache = new AnswerCache(elapsed);
  const hedging = new Hedging(hedge);
  const cleaning = createCleaning(answers);
  const open = opening.move();
  return {
    pool,
    now,
    elapsed,
    rates,
    cache,
    ledger,
    for(caller) {
      const account = new Account(parts, caller);
      let looked: RequestRecord["cache"] = null;
      return {
        pool: account,
        cover: (workers, request) => account.cover(workers, request),
        look(request, wish) {
          const found = lookUp(cache, caller, request, wish);
          if (found.state !== "off") looked = found.state;
          return found;
        },
        nextSeed,
        now,
        elapsed,
        hedging,
        cleaning,
        record(facts) {
          const request = { ...accountedFor(facts, account), cache: looked };
          requests.add(request);
          onRequestEnd?.(request);
        },
      };
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
