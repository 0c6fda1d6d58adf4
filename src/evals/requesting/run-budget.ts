import type { Charge } from "../budget.ts";

interface Waiting {
  charge: Charge;
  resolve(isGranted: boolean): void;
  reject(error: unknown): void;
}

/**
 * Reserves the calls of one run before they are made. Those that ask at the same time are reserved in one statement, so that a
 * hundred calls cost one commit. A call that does not fit waits for the open ones, whose bounds give way to what they really took;
 * when none is open any more, the budget is spent.
 */
export class RunBudget {
  readonly #reserve: (charges: readonly Charge[]) => Promise<boolean[]>;
  readonly #listeners = new Set<() => void>();
  #asking: Waiting[] = [];
  /** Did not fit, while others were open. */
  #waiting: Waiting[] = [];
  /** Calls that were granted and are not settled. */
  #open = 0;
  #settlements = 0;
  #isReserving = false;

  /** @param reserve charges durably what fits, in order, and says which did */
  constructor(reserve: (charges: readonly Charge[]) => Promise<boolean[]>) {
    this.#reserve = reserve;
  }

  /** Calls that were granted and are not settled. */
  get open(): number {
    return this.#open;
  }

  /** Resolves when the charge is stored, with true; with false when the budget has no room for it and none will come. */
  reserve(charge: Charge): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#asking.push({ charge, resolve, reject });
    void this.#work();
    return promise;
  }

  /** So many granted calls are over: what they did not take is free again, or never will be. */
  settled(calls = 1): void {
    this.#open -= calls;
    this.#settlements += 1;
    this.#asking.push(...this.#waiting.splice(0));
    void this.#work();
  }

  /** Calls `listener` when a call has to wait for open ones to be settled. @returns takes it off again */
  onShort(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #work(): Promise<void> {
    if (this.#isReserving) return;
    this.#isReserving = true;
    // Whoever asks in the same turn of the event loop comes along.
    await Promise.resolve();
    while (this.#asking.length > 0) await this.#reserveAll(this.#asking.splice(0));
    this.#isReserving = false;
  }

  async #reserveAll(batch: readonly Waiting[]): Promise<void> {
    const settlements = this.#settlements;
    let granted: boolean[];
    try {
      granted = await this.#reserve(batch.map(({ charge }) => charge));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const refused = batch.filter((_, index) => !granted[index]);
    this.#open += batch.length - refused.length;
    for (const [index, { resolve }] of batch.entries()) if (granted[index]) resolve(true);
    if (refused.length === 0) return;
    // Something was settled meanwhile: its room was perhaps not seen.
    if (this.#settlements > settlements) this.#asking.push(...refused);
    else if (this.#open > 0) {
      this.#waiting.push(...refused);
      for (const listener of this.#listeners) listener();
    } else for (const { resolve } of refused) resolve(false);
  }
}
