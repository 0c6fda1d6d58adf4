import { AssayError } from "../lib/errors.ts";
import { WorkerFault, type ChosenWorker, type WorkerSnapshot } from "../workers/index.ts";
import { isCallersFault } from "./is-callers-fault.ts";
import { pickFailure } from "./pick-failure.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Route } from "./route-model.ts";

/** Workers that fail before the caller is told. */
const MAX_FAILED = 3;
/** Beside them, workers that said 429 or were not asked because they cool or are gone: they cost next to nothing. */
const MAX_REFUSED = 16;
const REFUSED: ReadonlySet<string> = new Set(["rate_limited", "circuit_open"]);

/** One worker that is being asked. */
export interface Attempt {
  /** Aborted when the caller leaves or another attempt is first. */
  signal: AbortSignal;
  /**
   * Claims the caller: the others are dropped, and from now on a failure is final, because nobody else can continue what was
   * begun. False: another was first; nothing more may be handed on.
   */
  begin(): boolean;
}

interface FallOverInput<T> {
  route: Pick<Route, "next">;
  signal: AbortSignal;
  ask(worker: WorkerSnapshot, attempt: Attempt): Promise<T>;
  /** Collects who was asked and what became of it. */
  asked: AskedWorker[];
  /** Milliseconds after which a second worker is asked beside the first that has not begun. Undefined: never. */
  hedgeAfterMs?: ((worker: WorkerSnapshot) => number | undefined) | undefined;
}

interface Answer<T> {
  worker: WorkerSnapshot;
  value: T;
}

/**
 * The one place that changes the worker. Asks the route's workers one after another until one answers; with a hedge, two at
 * once: whoever begins first, or has the whole answer first, is the one, and the other is dropped, which nobody is blamed for.
 * Rejects with the most telling of the failures.
 */
export async function fallOver<T>(input: FallOverInput<T>): Promise<Answer<T>> {
  const relay = new Relay(input);
  try {
    return await relay.run();
  } finally {
    relay.stop();
  }
}

interface Running {
  entry: AskedWorker;
  leaving: AbortController;
}

class Relay<T> {
  readonly #input: FallOverInput<T>;
  readonly #outcome = Promise.withResolvers<Answer<T>>();
  readonly #running = new Set<Running>();
  readonly #tried = new Set<number>();
  readonly #failures: unknown[] = [];
  readonly #onAbort = () => this.#drop();
  #begun: Running | undefined;
  #hedge: NodeJS.Timeout | undefined;
  #hasRepeated = false;

  constructor(input: FallOverInput<T>) {
    this.#input = input;
  }

  run(): Promise<Answer<T>> {
    const { route, signal } = this.#input;
    signal.addEventListener("abort", this.#onAbort, { once: true });
    const first = route.next(this.#tried);
    if (first) this.#start(first);
    else this.#outcome.reject(new AssayError("no_workers", "No worker can be asked now."));
    return this.#outcome.promise;
  }

  stop(): void {
    clearTimeout(this.#hedge);
    this.#input.signal.removeEventListener("abort", this.#onAbort);
    this.#drop();
  }

  #start(chosen: ChosenWorker): void {
    const { ask, asked, hedgeAfterMs, signal } = this.#input;
    const { worker, probability } = chosen;
    const leaving = new AbortController();
    if (signal.aborted) leaving.abort();
    const running: Running = { entry: { uid: worker.uid, name: worker.name, probability, outcome: "dropped" }, leaving };
    asked.push(running.entry);
    this.#tried.add(worker.uid);
    this.#running.add(running);
    clearTimeout(this.#hedge);
    const afterMs = this.#running.size === 1 ? hedgeAfterMs?.(worker) : undefined;
    if (afterMs !== undefined) this.#hedge = setTimeout(() => this.#startHedge(), afterMs);
    const attempt = { signal: leaving.signal, begin: () => this.#begin(running) };
    void ask(worker, attempt).then(
      (value) => this.#succeeded(running, worker, value),
      (error: unknown) => this.#failed(running, chosen, error),
    );
  }

  /** Only to a worker with room: where all are busy, asking twice would make all of them slower. */
  #startHedge(): void {
    if (this.#begun || this.#running.size !== 1) return;
    const second = this.#input.route.next(this.#tried);
    if (second && hasRoom(second.worker)) this.#start(second);
  }

  #begin(running: Running): boolean {
    if (this.#begun) return this.#begun === running;
    if (running.leaving.signal.aborted) return false;
    this.#begun = running;
    clearTimeout(this.#hedge);
    this.#drop(running);
    return true;
  }

  #succeeded(running: Running, worker: WorkerSnapshot, value: T): void {
    if (!this.#running.delete(running) || !this.#begin(running)) return;
    running.entry.outcome = "ok";
    this.#outcome.resolve({ worker, value });
  }

  #failed(running: Running, chosen: ChosenWorker, error: unknown): void {
    this.#running.delete(running);
    // It was dropped for another that began.
    if (this.#begun && this.#begun !== running) return;
    // There is no budget for one more: those that are asked, or were, decide.
    if (isOverBudget(error) && this.#running.size > 0) return;
    if (isOverBudget(error) && this.#failures.length > 0) return this.#outcome.reject(pickFailure(this.#failures));
    this.#failures.push(error);
    running.entry.outcome = error instanceof WorkerFault ? error.fault : "internal";
    const isFinal = !(error instanceof WorkerFault) || isCallersFault(error) || this.#begun === running || this.#input.signal.aborted;
    if (isFinal) return this.#outcome.reject(error);
    const next = this.#nextAfter(error, chosen);
    if (next) this.#start(next);
    else if (this.#running.size === 0) this.#outcome.reject(pickFailure(this.#failures));
  }

  /** Another worker; the same again only where nobody else is left and a kept connection may just have been closed. */
  #nextAfter(fault: WorkerFault, last: ChosenWorker): ChosenWorker | undefined {
    const refused = this.#failures.filter((failure) => failure instanceof WorkerFault && REFUSED.has(failure.fault)).length;
    if (this.#input.asked.length - refused >= MAX_FAILED || refused >= MAX_REFUSED) return undefined;
    const next = this.#input.route.next(this.#tried);
    if (next || fault.fault !== "connection" || this.#hasRepeated || this.#running.size > 0) return next;
    this.#hasRepeated = true;
    return last;
  }

  /** Aborts all but one. */
  #drop(kept?: Running): void {
    for (const running of this.#running) if (running !== kept) running.leaving.abort();
  }
}

function isOverBudget(error: unknown): boolean {
  return error instanceof AssayError && error.code === "over_budget";
}

function hasRoom({ state, inFlight, queued, concurrency }: WorkerSnapshot): boolean {
  return queued === 0 && inFlight < concurrency && state !== "cooling" && state !== "gone";
}
