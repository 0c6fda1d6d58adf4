import type { Db } from "../db/index.ts";
import type { Logger } from "../log/index.ts";
import type { AoContext } from "./context.ts";
import { Delivery } from "./deliver.ts";
import type { Process } from "./message.ts";
import type { ProcessKind } from "./process-kind.ts";
import { paidHerder } from "./processes/paid-herder.ts";
import { router } from "./processes/router.ts";
import { token } from "./processes/token.ts";
import { workerHerder } from "./processes/worker-herder.ts";
import { insertProcess } from "./store.ts";

interface AoParts {
  db: Db;
  log: Logger;
  now(): Date;
  /** Kinds that need other domains, beside those of this folder. */
  kinds?: readonly ProcessKind[];
  /** Processes that are there from the start, under ids that clients know; those that exist stay as they are. */
  processes?: readonly Process[];
}

/** AO's interface over one database. */
export interface Ao extends AoContext, AsyncDisposable {
  /** Resolves when no message between processes waits any more. */
  settled(): Promise<void>;
}

/** Makes the declared processes and begins to deliver what waits between processes. */
export async function openAo({ db, log, now, kinds = [], processes = [] }: AoParts): Promise<Ao> {
  const context: AoContext = {
    db,
    log,
    now,
    kinds: new Map([token, router, paidHerder, workerHerder, ...kinds].map((kind) => [kind.kind, kind])),
    wake: () => delivery.wake(),
  };
  const delivery = new Delivery(context);
  for (const process of processes) await insertProcess(db, process, now());
  delivery.wake();
  return { ...context, settled: () => delivery.settled(), [Symbol.asyncDispose]: () => delivery[Symbol.asyncDispose]() };
}
