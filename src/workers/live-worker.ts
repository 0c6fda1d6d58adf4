import { setTimeout as delay } from "node:timers/promises";
import { Circuit, type Ticket } from "./circuit.ts";
import type { AskOptions, StreamEnd, StreamSink, WorkerAnswer, WorkerDriver, WorkerRequest } from "./driver.ts";
import { LatencyWindow } from "./latency-window.ts";
import { Slots } from "./slots.ts";
import type { WorkerSnapshot } from "./snapshot.ts";
import type { WorkerRow } from "./store.ts";
import { WorkerFault, type FaultCode } from "./worker-fault.ts";

const PROBE_POLL_MS = 50;

/** How a caller of the pool asks. */
export interface PoolAskOptions extends AskOptions {
  /** Milliseconds to wait for an open circuit instead of failing at once. Default 0. */
  circuitWaitMs?: number;
}

/** A registered worker with what this process knows of it: its slots, circuit, latencies and faults. */
export class LiveWorker implements AsyncDisposable {
  readonly slots: Slots;
  readonly circuit: Circuit;
  readonly #driver: WorkerDriver;
  readonly #latencies = new LatencyWindow();
  readonly #faults = new Map<FaultCode, number>();
  readonly #now: () => number;
  #row: WorkerRow;
  #answered = 0;
  #lastSuccessAt: number | undefined;

  constructor(row: WorkerRow, driver: WorkerDriver, now: () => number) {
    this.#row = row;
    this.#driver = driver;
    this.#now = now;
    this.slots = new Slots(row.spec.maxConcurrency);
    this.circuit = new Circuit(now);
  }

  get row(): WorkerRow {
    return this.#row;
  }

  /** Takes a changed row whose way of asking is the same. */
  update(row: WorkerRow): void {
    this.#row = row;
    this.slots.resize(row.spec.maxConcurrency);
  }

  answer(request: WorkerRequest, options: PoolAskOptions): Promise<WorkerAnswer> {
    return this.#ask(options, (own) => this.#driver.answer(request, own));
  }

  stream(request: WorkerRequest, sink: StreamSink, options: PoolAskOptions): Promise<StreamEnd> {
    return this.#ask(options, (own) => this.#driver.stream(request, sink, own));
  }

  probe(options: AskOptions): Promise<{ durationMs: number; models: string[] }> {
    return this.#driver.probe(options);
  }

  /** Taken for every choice: what only a reader of the list wants is worked out when it is read. */
  snapshot(): WorkerSnapshot {
    const { uid, spec, incentive } = this.#row;
    const faults = this.#faults;
    const latencies = this.#latencies;
    const successAt = this.#lastSuccessAt;
    return {
      uid,
      name: spec.name,
      kind: spec.kind,
      simulated: spec.kind === "simulated",
      owner: spec.owner ?? null,
      roles: spec.roles,
      model: spec.kind === "openai" ? spec.model : null,
      state: this.#state(),
      maxConcurrency: spec.maxConcurrency,
      inFlight: this.slots.inside,
      queued: this.slots.queued,
      answered: this.#answered,
      get failed() {
        return [...faults.values()].reduce((sum, count) => sum + count, 0);
      },
      get faults() {
        return Object.fromEntries(faults);
      },
      get p50Ms() {
        return latencies.quantile(0.5);
      },
      get p95Ms() {
        return latencies.quantile(0.95);
      },
      get lastSuccessAt() {
        return successAt === undefined ? null : new Date(successAt).toISOString();
      },
      incentive,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver[Symbol.asyncDispose]();
  }

  #state(): WorkerSnapshot["state"] {
    if (this.#row.draining) return "draining";
    if (this.circuit.isOpen) return "cooling";
    return this.#lastSuccessAt === undefined ? "registered" : "serving";
  }

  async #ask<T extends { durationMs: number }>(options: PoolAskOptions, call: (own: AskOptions) => Promise<T>): Promise<T> {
    const { signal, timeoutMs = this.#row.spec.timeoutMs, circuitWaitMs = 0, retries = 0 } = options;
    const leave = await this.slots.enter(signal).catch(() => {
      throw new WorkerFault("cancelled", `The request to ${this.#row.name} was cancelled before it was sent.`);
    });
    try {
      const ticket = await this.#pass(circuitWaitMs, signal);
      return await call({ timeoutMs, retries, ...(signal && { signal }) }).then(
        (result) => this.#succeeded(ticket, result),
        (error: unknown) => this.#failed(ticket, error),
      );
    } finally {
      leave();
    }
  }

  /** Waits for the circuit as long as the caller has patience. */
  async #pass(circuitWaitMs: number, signal: AbortSignal | undefined): Promise<Ticket> {
    const deadline = this.#now() + circuitWaitMs;
    for (;;) {
      const ticket = this.circuit.tryPass();
      if (ticket) return ticket;
      const left = deadline - this.#now();
      if (left <= 0) {
        const retryAfterMs = this.circuit.waitMs;
        const seconds = Math.ceil(retryAfterMs / 1000);
        const message = `The worker ${this.#row.name} failed repeatedly and is not asked for another ${seconds} s.`;
        throw new WorkerFault("circuit_open", message, { retryAfterMs });
      }
      const waitMs = Math.max(PROBE_POLL_MS, Math.min(left, this.circuit.waitMs));
      await delay(waitMs, undefined, signal ? { signal } : {}).catch(() => {
        throw new WorkerFault("cancelled", `The request to ${this.#row.name} was cancelled while its circuit was open.`);
      });
    }
  }

  #succeeded<T extends { durationMs: number }>(ticket: Ticket, result: T): T {
    this.circuit.succeeded(ticket);
    this.#answered += 1;
    this.#latencies.add(result.durationMs);
    this.#lastSuccessAt = this.#now();
    return result;
  }

  #failed(ticket: Ticket, error: unknown): never {
    const fault = error instanceof WorkerFault ? error : undefined;
    if (fault && fault.fault !== "cancelled") this.#faults.set(fault.fault, (this.#faults.get(fault.fault) ?? 0) + 1);
    if (fault?.isTheWorkers) this.circuit.failed(ticket, fault.retryAfterMs);
    else this.circuit.withdrawn(ticket);
    throw error;
  }
}
