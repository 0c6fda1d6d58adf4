import { minus, most, NOTHING, plus, type Amount } from "./amount.ts";

/**
 * What one process holds of one key's budget in one period. Pure: it is told what the database granted and booked.
 * Always: reserved + used <= held, in what the budget limits; so requests that fit here need not ask the database.
 */
export class Purse {
  #held = NOTHING;
  #reserved = NOTHING;
  #used = NOTHING;

  /** Held and neither reserved nor used. */
  get free(): Amount {
    return minus(this.#held, plus(this.#reserved, this.#used));
  }

  get held(): Amount {
    return this.#held;
  }

  /** Settled and not booked yet. */
  get used(): Amount {
    return this.#used;
  }

  /** No request is under way. */
  get isIdle(): boolean {
    return this.#reserved.nanos === 0 && this.#reserved.tokens === 0;
  }

  get isEmpty(): boolean {
    return this.isIdle && [this.#held, this.#used].every(({ nanos, tokens }) => nanos === 0 && tokens === 0);
  }

  /** @returns whether it had room for it */
  take(need: Amount): boolean {
    const { nanos, tokens } = this.free;
    if (need.nanos > nanos || need.tokens > tokens) return false;
    this.#reserved = plus(this.#reserved, need);
    return true;
  }

  /** A reserved amount is over, and this much of it was used. */
  settle(reserved: Amount, used: Amount): void {
    this.#reserved = minus(this.#reserved, reserved);
    this.#used = plus(this.#used, used);
  }

  add(granted: Amount): void {
    this.#held = plus(this.#held, granted);
  }

  /** Gives up what is free. */
  giveBack(): void {
    this.#held = minus(this.#held, most(this.free, NOTHING));
  }

  /** The database has booked this much of what was used. */
  booked(used: Amount): void {
    this.#used = minus(this.#used, used);
    this.#held = minus(this.#held, used);
  }

  /** The lease expired under us: what is under way goes on without one. */
  lost(): void {
    this.#held = plus(this.#reserved, this.#used);
  }
}
