import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import type { AskOptions, StreamEnd, StreamSink, WorkerAnswer, WorkerRequest } from "./driver.ts";
import { LiveWorker, type PoolAskOptions } from "./live-worker.ts";
import { openDriver, type DriverOptions } from "./drivers/open-driver.ts";
import type { WorkerSnapshot } from "./snapshot.ts";
import { selectWorkers, type WorkerRow } from "./store.ts";

interface PoolOptions extends DriverOptions {
  db: Db;
  /** Milliseconds. */
  now?: () => number;
}

/** The present workers, ready to be asked; what happens to each of them is remembered while the process lives. */
export class WorkerPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #workers = new Map<number, LiveWorker>();
  readonly #retired = new Set<Promise<void>>();

  private constructor(options: PoolOptions) {
    this.#options = options;
  }

  static async open(options: PoolOptions): Promise<WorkerPool> {
    const pool = new WorkerPool(options);
    await pool.reload();
    return pool;
  }

  /** Takes over what changed in the registry: workers that came, went, or are asked otherwise. */
  async reload(): Promise<void> {
    const rows = await selectWorkers(this.#options.db);
    const present = new Set(rows.map((row) => row.uid));
    for (const [uid, worker] of this.#workers) if (!present.has(uid)) this.#retire(uid, worker);
    for (const row of rows) {
      const known = this.#workers.get(row.uid);
      if (known && isAskedTheSame(known.row, row)) known.update(row);
      else {
        if (known) this.#retire(row.uid, known);
        this.#workers.set(row.uid, new LiveWorker(row, openDriver(row, this.#options), this.#options.now ?? Date.now));
      }
    }
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

  /** Whether the worker is there; costs it as little as its kind allows. Rejects like `ask`. */
  probe(uid: number, options: AskOptions = {}): Promise<{ durationMs: number; models: string[] }> {
    return this.#get(uid).probe(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [uid, worker] of this.#workers) this.#retire(uid, worker);
    await Promise.all(this.#retired);
  }

  #get(uid: number): LiveWorker {
    const worker = this.#workers.get(uid);
    if (!worker) throw new AssayError("not_found", `There is no worker ${uid} (any more).`, { field: "worker" });
    return worker;
  }

  #retire(uid: number, worker: LiveWorker): void {
    this.#workers.delete(uid);
    const ending = worker[Symbol.asyncDispose]().finally(() => this.#retired.delete(ending));
    this.#retired.add(ending);
  }
}

function isAskedTheSame(a: WorkerRow, b: WorkerRow): boolean {
  return a.apiKey === b.apiKey && JSON.stringify(a.spec) === JSON.stringify(b.spec);
}
