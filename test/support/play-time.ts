import type { Time } from "../../src/workers/admission.ts";

/** Time that a test moves by hand; what sleeps wakes when its moment has come. */
export class PlayTime implements Time {
  #nowMs = 0;
  readonly #sleepers = new Set<{ untilMs: number; wake(): void }>();

  now(): number {
    return this.#nowMs;
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { untilMs: this.#nowMs + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  advance(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const sleeper of this.#sleepers) {
      if (sleeper.untilMs > this.#nowMs) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
