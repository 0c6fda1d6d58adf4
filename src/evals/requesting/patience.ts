import type { WorkerFault } from "../../workers/index.ts";

/**
 * How long a run waits for a worker that only fails. After `patienceMs` of failures of its own, without one good
 * answer between, the rest of its documents is given up: they are failed samples, and the other workers go on.
 */
export class Patience {
  readonly #patienceMs: number;
  readonly #now: () => number;
  #failingSince: number | undefined;
  #verdict: string | undefined;

  /** @param now milliseconds of any clock */
  constructor(patienceMs: number, now: () => number) {
    this.#patienceMs = patienceMs;
    this.#now = now;
  }

  /** Why the worker was given up; undefined while it is not. */
  get verdict(): string | undefined {
    return this.#verdict;
  }

  /** Milliseconds that the worker still has to come back. */
  leftMs(): number {
    if (this.#failingSince === undefined) return this.#patienceMs;
    return Math.max(0, this.#failingSince + this.#patienceMs - this.#now());
  }

  succeeded(): void {
    this.#failingSince = undefined;
  }

  failed(fault: WorkerFault): void {
    if (!fault.isTheWorkers) return;
    this.#failingSince ??= this.#now();
    // A closed circuit lets the next request through: only one that stays open has used up the patience.
    if (fault.fault === "circuit_open" && this.leftMs() === 0) {
      this.giveUp(`Given up after ${this.#patienceMs / 1000} s without an answer. ${fault.message}`);
    }
  }

  giveUp(reason: string): void {
    this.#verdict ??= reason;
  }
}
