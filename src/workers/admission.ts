import { AdaptiveLimit } from "./adaptive-limit.ts";
import { Circuit } from "./circuit.ts";
import { Slots } from "./slots.ts";
import { WorkerFault } from "./worker-fault.ts";
import type { Duty, WorkerSpec } from "./worker.ts";

const PROBE_POLL_MS = 50;

/** Time, as it is or as a test plays it. */
export interface Time {
  /** Milliseconds. */
  now(): number;
  /** Rejects when the signal aborts first. */
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
}

interface Visit {
  signal: AbortSignal | undefined;
  /** Milliseconds to wait for an open circuit. */
  circuitWaitMs: number;
}

/** The right to ask once. Tell how it went, once, and leave in any case. */
export interface Admitted {
  succeeded(): void;
  /** @param isEvidence whether the failure says something about the worker */
  failed(fault: WorkerFault, isEvidence: boolean): void;
  /** It ended without a verdict. */
  withdrawn(): void;
  leave(): void;
}

/** Who may ask a worker, and when: its slots, how many of them it takes now, and its circuit. */
export class Admission {
  readonly circuit: Circuit;
  readonly #name: string;
  readonly #time: Time;
  readonly #slots: Slots;
  readonly #limit: AdaptiveLimit;
  #patient = 0;
  #duty: Duty = "on";

  constructor(spec: WorkerSpec, time: Time) {
    this.#name = spec.name;
    this.#time = time;
    this.#limit = new AdaptiveLimit(spec.maxConcurrency, spec.kind === "openai" ? spec.initialConcurrency : undefined);
    this.#slots = new Slots(this.#limit.value);
    this.circuit = new Circuit(() => time.now());
  }

  /** Lets at most so many in at once from now on. */
  resize(maxConcurrency: number): void {
    this.#limit.resize(maxConcurrency);
    this.#slots.resize(this.#limit.value);
  }

  /** Does from now on as the operator wants. Who is in stays in; paused turns away who waits, draining lets them go on. */
  heed(duty: Duty): void {
    this.#duty = duty;
    if (duty === "paused") this.#slots.turnAway(this.#heldFault());
  }

  get isPaused(): boolean {
    return this.#duty === "paused";
  }

  get inFlight(): number {
    return this.#slots.inside;
  }

  /** Those that wait for a slot, or for the circuit. */
  get queued(): number {
    return this.#slots.queued + this.#patient;
  }

  /** How many it takes at once now. */
  get concurrency(): number {
    return this.#limit.value;
  }

  /**
   * Waits for a slot, and before that for the circuit as long as the caller has patience: who waits for a circuit holds no
   * slot, so that others are told at once. A free slot is taken before this returns: the next choice sees it.
   */
  async enter({ signal, circuitWaitMs }: Visit): Promise<Admitted> {
    if (this.#duty !== "on") throw this.#heldFault();
    const deadline = this.#time.now() + circuitWaitMs;
    for (;;) {
      if (this.circuit.waitMs > 0) await this.#waitForCircuit(deadline, signal);
      if (this.isPaused) throw this.#heldFault();
      const leave = await this.#slots.enter(signal).catch((error: unknown) => {
        if (error instanceof WorkerFault) throw error;
        throw new WorkerFault("cancelled", `The request to ${this.#name} was cancelled before it was sent.`);
      });
      const admitted = this.#admit(leave);
      if (admitted) return admitted;
      leave();
    }
  }

  #admit(leave: () => void): Admitted | undefined {
    const ticket = this.circuit.tryPass();
    if (!ticket) return undefined;
    const mark = this.#limit.mark();
    return {
      succeeded: () => {
        this.circuit.succeeded(ticket);
        this.#limit.succeeded(mark, this.#slots.inside);
        this.#slots.resize(this.#limit.value);
      },
      failed: (fault, isEvidence) => {
        if (fault.fault === "rate_limited") this.#limit.rateLimited(mark);
        this.#slots.resize(this.#limit.value);
        if (isEvidence && fault.isTheWorkers) this.circuit.failed(ticket, fault.retryAfterMs);
        else this.circuit.withdrawn(ticket);
      },
      withdrawn: () => this.circuit.withdrawn(ticket),
      leave,
    };
  }

  #heldFault(): WorkerFault {
    return new WorkerFault("held", `The worker ${this.#name} is ${this.#duty}: it takes no new requests until it is resumed.`);
  }

  async #waitForCircuit(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    this.#patient += 1;
    try {
      while (this.circuit.waitMs > 0) {
        const retryAfterMs = this.circuit.waitMs;
        const left = deadline - this.#time.now();
        if (left <= 0) {
          const message = `The worker ${this.#name} failed repeatedly and is not asked for another ${Math.ceil(retryAfterMs / 1000)} s.`;
          throw new WorkerFault("circuit_open", message, { retryAfterMs });
        }
        await this.#time.sleep(Math.max(PROBE_POLL_MS, Math.min(left, retryAfterMs)), signal).catch(() => {
          throw new WorkerFault("cancelled", `The request to ${this.#name} was cancelled while its circuit was open.`);
        });
      }
    } finally {
      this.#patient -= 1;
    }
  }
}
