import type { Db } from "../db/index.ts";
import { createCleaning, type CleaningOptions } from "./cleaning.ts";
import type { GatewayContext } from "./context.ts";
import { Hedging, type HedgePolicy } from "./hedging.ts";
import { RequestLog } from "./request-log.ts";
import type { RequestRecord } from "./request-record.ts";

interface GatewayOptions extends Omit<GatewayContext, "record" | "hedging" | "cleaning"> {
  db: Db;
  /** Which answers count as refusals. */
  answers: CleaningOptions;
  /** When a second worker is asked beside a slow one. */
  hedge: HedgePolicy;
  log: { warn(facts: object, message: string): void };
  /** Hears of each request beside the database: for metrics. */
  onRequestEnd?: (request: RequestRecord) => void;
}

/** The gateway over a pool of workers. Disposing stores what is still to be stored of its requests. */
export function openGateway({ db, log, hedge, answers, onRequestEnd, ...context }: GatewayOptions): GatewayContext & AsyncDisposable {
  const requests = new RequestLog({ db, log, now: context.now });
  return {
    ...context,
    cleaning: createCleaning(answers),
    hedging: new Hedging(hedge),
    record(request) {
      requests.add(request);
      onRequestEnd?.(request);
    },
    [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
  };
}
