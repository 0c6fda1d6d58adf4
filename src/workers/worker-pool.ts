import { setTimeout as delay } from "node:timers/promises";
import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import type { Time } from "./admission.ts";
import type { AskOptions, LikelihoodAnswer, LikelihoodRequest, StreamEnd, StreamSink, WorkerAnswer, WorkerRequest } from "./driver.ts";
import { LiveWorker, type PoolAskOptions } from "./live-worker.ts";
import { openDriver, type DriverOptions } from "./drivers/open-driver.ts";
import type { WorkerSnapshot } from "./snapshot.ts";
import { selectWorkers, type WorkerRow } from "./store.ts";
import type { WorkerTerms } from "./worker.ts";

interface PoolOptions extends DriverOptions {
  db: Db;
  /** Default: the machine's. */
  time?: Time;
  /** Milliseconds without a word from a worker after which it is probed. Default 60 s. */
  probeIntervalMs?: number;
}

const PROBE_INTERVAL_MS = 60_000;
const PROBES_AT_ONCE = 16;
const MACHINE_TIME: Time = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal ? { signal } : {}),
};

/** The present workers, ready to be asked; what happens to each of them is remembered while the process lives. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #workers = new Map<number, LiveWorker>();
  /** Workers that are gone from the network and still end what they began. */
  readonly #retired = new Map<LiveWorker, Promise<void>>();
  readonly #closing = new AbortController();
  readonly #probeIntervalMs: number;
  readonly #timer: NodeJS.Timeout;
  #reloading: Promise<void> = Promise.resolve();
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();
  #probing: Promise<void> | undefined;

  private constructor(options: PoolOptions) {
    this.#options = options;
    this.#probeIntervalMs = options.probeIntervalMs ?? PROBE_INTERVAL_MS;
    this.#timer = setInterval(() => void this.probeDue(), this.#probeIntervalMs).unref();
  }

  static async open(options: PoolOptions): Promise<WorkerPool> {
    await using opening = new AsyncDisposableStack();
    const pool = opening.use(new WorkerPool(options));
    await pool.reload();
    opening.move();
    return pool;
  }

  /**
   * Takes over what changed in the registry: workers that came, went, or are asked otherwise. One after the other, so that
   * an earlier look at the registry never undoes a later one.
   */
  reload(): Promise<void> {
    const turn = this.#reloading.then(() => this.#reload());
    this.#reloading = turn.catch(() => {});
    return turn;
  }

  /**
   * Probes every worker of which nothing was heard for the interval; the pool does so by itself. Finds out about workers
   * that nobody asks. Never rejects: what it finds shows in the list.
   */
  probeDue(): Promise<void> {
    const due = [...this.#workers.values()].filter((worker) => worker.isDue(this.#probeIntervalMs)).values();
    this.#probing ??= this.#probe(due).finally(() => (this.#probing = undefined));
    return this.#probing;
  }

  /** By uid. */
  list(): WorkerSnapshot[] {
    return [...this.#workers.values()].map((worker) => worker.snapshot()).toSorted((a, b) => a.uid - b.uid);
  }

  find(nameOrUid: string | number): WorkerSnapshot | undefined {
    if (typeof nameOrUid === "number") return this.#workers.get(nameOrUid)?.snapshot();
    for (const worker of this.#workers.values()) if (worker.row.name === nameOrUid) return worker.snapshot();
    return undefined;
  }

  /** What a worker's tokens cost, in micro-units per million, and how many it may give; null: there is no such worker. */
  prices(uid: number): WorkerTerms | null {
    return this.#workers.get(uid)?.row.spec ?? null;
  }

  /**
   * Asks a worker for a whole answer, when it has a slot free. Rejects with a WorkerFault; with another AssayError when
   * the worker cannot be used at all.
   */
  ask(uid: number, request: WorkerRequest, options: PoolAskOptions = {}): Promise<WorkerAnswer> {
    return this.#get(uid).answer(request, options);
  }

  /** Like `ask`, event by event. */
  stream(uid: number, request: WorkerRequest, sink: StreamSink, options: PoolAskOptions = {}): Promise<StreamEnd> {
    return this.#get(uid).stream(request, sink, options);
  }

  /** Asks a worker how likely texts are, in one slot. Rejects like `ask`; a worker that cannot say: a WorkerFault `unsupported`. */
  likelihoods(uid: number, request: LikelihoodRequest, options: PoolAskOptions = {}): Promise<LikelihoodAnswer> {
    return this.#get(uid).likelihoods(request, options);
  }

  /** Resolves when the worker takes requests again, or is not there any more. Rejects when the signal aborts first. */
  async untilTaking(uid: number, signal: AbortSignal): Promise<void> {
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    try {
      signal.throwIfAborted();
      for (;;) {
        const worker = this.#workers.get(uid);
        if (!worker || worker.row.duty === "on") return;
        await Promise.race([this.#changed.promise, left.promise]);
      }
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** What a worker tells of itself at a path of its server, outside `/v1`. Rejects like `ask`. */
  show(uid: number, path: string, options: PoolAskOptions = {}): Promise<{ text: string; durationMs: number }> {
    return this.#get(uid).show(path, options);
  }

  /** Whether the worker is there; costs it as little as its kind allows. Rejects like `ask`. */
  probe(uid: number, options: AskOptions = {}): Promise<{ durationMs: number; models: string[] }> {
    return this.#get(uid).probe(options);
  }

  /** Cancels what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#reloading;
    for (const [uid, worker] of this.#workers) this.#retire(uid, worker);
    await Promise.all([...this.#retired.keys()].map((worker) => worker[Symbol.asyncDispose]()));
    await Promise.all([this.#probing, ...this.#retired.values()]);
  }

  async #reload(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const rows = await selectWorkers(this.#options.db);
    const present = new Set(rows.map((row) => row.uid));
    for (const [uid, worker] of this.#workers) if (!present.has(uid)) this.#retire(uid, worker);
    this.#options.pull?.retain(present);
    for (const row of rows) {
      const known = this.#workers.get(row.uid);
      if (known && isAskedTheSame(known.row, row)) known.update(row);
      else {
        if (known) this.#retire(row.uid, known);
        this.#workers.set(row.uid, new LiveWorker(row, openDriver(row, this.#options), this.#options.time ?? MACHINE_TIME));
      }
    }
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #get(uid: number): LiveWorker {
    const worker = this.#workers.get(uid);
    if (!worker) throw new AssayError("not_found", `There is no worker ${uid} (any more).`, { field: "worker" });
    return worker;
  }

  async #probe(due: IterableIterator<LiveWorker>): Promise<void> {
    const probeNext = async () => {
      for (const worker of due) await worker.check(this.#closing.signal);
    };
    await Promise.all(Array.from({ length: PROBES_AT_ONCE }, probeNext));
  }

  #retire(uid: number, worker: LiveWorker): void {
    this.#workers.delete(uid);
    this.#retired.set(
      worker,
      worker.retire().finally(() => this.#retired.delete(worker)),
    );
  }
}

function isAskedTheSame(a: WorkerRow, b: WorkerRow): boolean {
  return a.apiKey === b.apiKey && JSON.stringify(howAsked(a)) === JSON.stringify(howAsked(b));
}

/** A worker that connects to us takes more or fewer with each connection that comes, and stays the same for all else. */
function howAsked({ spec }: WorkerRow): Partial<WorkerRow["spec"]> {
  if (spec.kind !== "pull") return spec;
  const { maxConcurrency: _changes, ...rest } = spec;
  return rest;
}
