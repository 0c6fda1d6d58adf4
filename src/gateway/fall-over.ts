import { AssayError } from "../lib/errors.ts";
import { WorkerFault, type ChosenWorker, type WorkerSnapshot } from "../workers/index.ts";
import { isCallersFault } from "./is-callers-fault.ts";
import { pickFailure } from "./pick-failure.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Route } from "./route-model.ts";

/** Workers asked one after another before the caller is told that it failed. */
const MAX_ATTEMPTS = 3;

interface FallOverInput<T> {
  route: Pick<Route, "next">;
  signal: AbortSignal;
  ask(worker: WorkerSnapshot, attempt: number): Promise<T>;
  /** Whether a part of the answer was handed on: nobody else can continue it. */
  hasBegun(): boolean;
  /** Collects who was asked and what became of it. */
  asked: AskedWorker[];
}

/** Asks the route's workers one after another until one answers. Rejects with the most telling of their failures. */
export async function fallOver<T>({
  route,
  signal,
  ask,
  hasBegun,
  asked,
}: FallOverInput<T>): Promise<{ worker: WorkerSnapshot; value: T }> {
  const failures: unknown[] = [];
  const uids = new Set<number>();
  let chosen = route.next(uids);
  while (chosen && asked.length < MAX_ATTEMPTS) {
    const { worker, probability } = chosen;
    const entry = { uid: worker.uid, name: worker.name, probability, outcome: "ok" };
    asked.push(entry);
    try {
      return { worker, value: await ask(worker, asked.length) };
    } catch (error) {
      failures.push(error);
      entry.outcome = error instanceof WorkerFault ? error.fault : "internal";
      if (!(error instanceof WorkerFault) || isCallersFault(error) || hasBegun() || signal.aborted) throw error;
      chosen = nextAfter(error, chosen, route, uids);
    }
  }
  if (failures.length === 0) throw new AssayError("no_workers", "No worker can be asked now.");
  throw pickFailure(failures);
}

/** Another worker; the same again only where nobody else is left and a kept connection may just have been closed. */
function nextAfter(fault: WorkerFault, last: ChosenWorker, route: Pick<Route, "next">, uids: Set<number>): ChosenWorker | undefined {
  const wasAskedBefore = uids.has(last.worker.uid);
  uids.add(last.worker.uid);
  return route.next(uids) ?? (fault.fault === "connection" && !wasAskedBefore ? last : undefined);
}
