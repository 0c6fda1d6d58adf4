import { Admission, type Admitted, type Time } from "./admission.ts";
import type {
  AskOptions,
  LikelihoodAnswer,
  LikelihoodRequest,
  StreamEnd,
  StreamSink,
  WorkerAnswer,
  WorkerDriver,
  WorkerRequest,
} from "./driver.ts";
import { LatencyWindow } from "./latency-window.ts";
import type { WorkerSnapshot } from "./snapshot.ts";
import type { WorkerRow } from "./store.ts";
import { WorkerFault, type FaultCode } from "./worker-fault.ts";

/** A worker that was given less time than this, and less than its own, is not to blame for taking longer. */
const FAIR_TIME_MS = 5_000;

/** How a caller of the pool asks. */
export interface PoolAskOptions extends AskOptions {
  /** Milliseconds to wait for an open circuit instead of failing at once. Default 0. */
  circuitWaitMs?: number;
}

/** A registered worker with what this process knows of it: its slots, circuit, latencies and faults. */
export class LiveWorker implements AsyncDisposable {
  readonly #admission: Admission;
  readonly #driver: WorkerDriver;
  readonly #latencies = new LatencyWindow();
  /** Replaced, never changed: snapshots share it. */
  #faults: Readonly<Partial<Record<FaultCode, number>>> = {};
  #failed = 0;
  readonly #time: Time;
  #row: WorkerRow;
  #answered = 0;
  /** ISO 8601. */
  #lastSuccessAt: string | null = null;
  /** When it last answered a request or a probe. */
  #seenAt: number | undefined;
  #callsUnderWay = 0;
  #idle: PromiseWithResolvers<void> | undefined;
  #disposing: Promise<void> | undefined;

  constructor(row: WorkerRow, driver: WorkerDriver, time: Time) {
    this.#row = row;
    this.#driver = driver;
    this.#time = time;
    this.#admission = new Admission(row.spec, time);
    this.#admission.heed(row.duty);
  }

  get row(): WorkerRow {
    return this.#row;
  }

  /** Takes a changed row whose way of asking is the same. */
  update(row: WorkerRow): void {
    this.#row = row;
    this.#admission.resize(row.spec.maxConcurrency);
    this.#admission.heed(row.duty);
  }

  answer(request: WorkerRequest, options: PoolAskOptions): Promise<WorkerAnswer> {
    return this.#ask(options, (own) => this.#driver.answer(request, own));
  }

  stream(request: WorkerRequest, sink: StreamSink, options: PoolAskOptions): Promise<StreamEnd> {
    return this.#ask(options, (own) => this.#driver.stream(request, sink, own));
  }

  likelihoods(request: LikelihoodRequest, options: PoolAskOptions): Promise<LikelihoodAnswer> {
    return this.#ask(options, (own) => this.#driver.likelihoods(request, own));
  }

  /** What it tells of itself. Rejects with a WorkerFault. */
  async show(path: string, options: PoolAskOptions): Promise<{ text: string; durationMs: number }> {
    const { show } = this.#driver;
    if (!show) throw new WorkerFault("bad_request", `The worker ${this.#row.name} has no server that shows ${path}.`);
    return this.#ask(options, (own) => show(path, own));
  }

  probe(options: AskOptions): Promise<{ durationMs: number; models: string[] }> {
    return this.#driver.probe(options);
  }

  /** Taken of every worker for every choice: nothing is worked out here. */
  snapshot(): WorkerSnapshot {
    const { uid, spec, incentive } = this.#row;
    return {
      uid,
      name: spec.name,
      kind: spec.kind,
      simulated: spec.kind === "simulated",
      owner: spec.owner ?? null,
      roles: spec.roles,
      model: "model" in spec ? (spec.model ?? null) : null,
      endpoints: spec.endpoints,
      state: this.#state(),
      inputPrice: spec.inputPrice,
      outputPrice: spec.outputPrice,
      maxConcurrency: spec.maxConcurrency,
      concurrency: this.#admission.concurrency,
      inFlight: this.#admission.inFlight,
      queued: this.#admission.queued,
      answered: this.#answered,
      failed: this.#failed,
      faults: this.#faults,
      p50Ms: this.#latencies.quantile(0.5),
      p95Ms: this.#latencies.quantile(0.95),
      lastSuccessAt: this.#lastSuccessAt,
      incentive,
      address: this.#driver.address ?? null,
    };
  }

  /** Whether nothing was heard of it for so long. */
  isDue(intervalMs: number): boolean {
    return this.#seenAt === undefined || this.#time.now() - this.#seenAt >= intervalMs;
  }

  /**
   * An active probe. A failure counts like an answer's; a success says that it is there, not that it answers well. While its
   * circuit is open it is left alone: a request decides; and so is who is gone: it comes back by itself.
   */
  async check(signal: AbortSignal): Promise<void> {
    const { circuit } = this.#admission;
    const ticket = this.#driver.isAway || circuit.isOpen ? undefined : circuit.tryPass();
    if (!ticket) return;
    try {
      await this.#driver.probe({ signal });
      this.#seenAt = this.#time.now();
    } catch (error) {
      const fault = this.#count(error);
      if (fault?.isTheWorkers) circuit.failed(ticket, fault.retryAfterMs);
    }
  }

  /** Lets those that are under way end, then closes. New requests are the caller's to keep away. */
  async retire(): Promise<void> {
    if (this.#callsUnderWay > 0) await (this.#idle ??= Promise.withResolvers()).promise;
    await this[Symbol.asyncDispose]();
  }

  /** Closes at once: what is under way is cancelled. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= Promise.resolve(this.#driver[Symbol.asyncDispose]());
    return this.#disposing;
  }

  #state(): WorkerSnapshot["state"] {
    if (this.#row.duty !== "on") return this.#row.duty;
    if (this.#driver.isAway) return "gone";
    // Cooled down it may be chosen again: that request is the probe, and until it ends nobody else passes.
    if (this.#admission.circuit.waitMs > 0) return "cooling";
    return this.#seenAt === undefined ? "registered" : "serving";
  }

  async #ask<T extends { durationMs: number; calls?: number }>(options: PoolAskOptions, call: (own: AskOptions) => Promise<T>): Promise<T> {
    const { signal, idleTimeoutMs, timeoutMs = this.#row.spec.timeoutMs, circuitWaitMs = 0, retries = 0, beforeCall } = options;
    this.#callsUnderWay += 1;
    let admitted: Admitted | undefined;
    try {
      // Who is impatient is told at once; it is known already, so it says nothing new about the worker.
      if (this.#driver.isAway && retries === 0) throw new WorkerFault("connection", `The worker ${this.#row.name} is not connected.`);
      admitted = await this.#admission.enter({ signal, circuitWaitMs });
      await beforeCall?.();
      const result = await call({ timeoutMs, idleTimeoutMs, retries, ...(signal && { signal }), ...(beforeCall && { beforeCall }) });
      this.#endedWell(admitted, result.durationMs / (result.calls ?? 1));
      return result;
    } catch (error) {
      this.#endedBadly(admitted, error, Math.min(timeoutMs, idleTimeoutMs ?? timeoutMs));
      throw error;
    } finally {
      admitted?.leave();
      this.#callsUnderWay -= 1;
      if (this.#callsUnderWay === 0) this.#idle?.resolve();
    }
  }

  #endedWell(admitted: Admitted, durationMs: number): void {
    admitted.succeeded();
    this.#answered += 1;
    this.#latencies.add(durationMs);
    this.#seenAt = this.#time.now();
    this.#lastSuccessAt = new Date(this.#seenAt).toISOString();
  }

  #endedBadly(admitted: Admitted | undefined, error: unknown, timeoutMs: number): void {
    const fault = this.#count(error);
    const isHasty = fault?.fault === "timeout" && timeoutMs < Math.min(FAIR_TIME_MS, this.#row.spec.timeoutMs);
    if (fault) admitted?.failed(fault, !isHasty);
    else admitted?.withdrawn();
  }

  /** Counts what neither the caller caused by leaving nor the operator by holding the worker. */
  #count(error: unknown): WorkerFault | undefined {
    if (!(error instanceof WorkerFault)) return undefined;
    if (error.fault !== "cancelled" && error.fault !== "held") {
      this.#faults = { ...this.#faults, [error.fault]: (this.#faults[error.fault] ?? 0) + 1 };
      this.#failed += 1;
    }
    return error;
  }
}
