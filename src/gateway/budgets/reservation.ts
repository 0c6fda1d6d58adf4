import { least, NOTHING, type Amount } from "./amount.ts";

/** An amount set aside for one call, or for several. Settle or split it once. */
export class Reservation {
  readonly amount: Amount;
  readonly #onSettle: (amount: Amount, used: Amount) => void;
  #isOver = false;

  constructor(amount: Amount, onSettle: (amount: Amount, used: Amount) => void) {
    this.amount = amount;
    this.#onSettle = onSettle;
  }

  /** The call is over. @returns what it is charged: what it used, at most what was set aside; nothing the second time */
  settle(used: Amount): Amount {
    if (this.#isOver) return NOTHING;
    this.#isOver = true;
    const charged = least(used, this.amount);
    this.#onSettle(this.amount, charged);
    return charged;
  }

  /** Makes one reservation of each part; they must sum to the amount. */
  split<K>(parts: readonly (readonly [key: K, amount: Amount])[]): [K, Reservation][] {
    this.#isOver = true;
    return parts.map(([key, amount]) => [key, new Reservation(amount, this.#onSettle)]);
  }
}
