/** Who is known to be better than whom, closed under "better than a better one": what follows costs no call and no error. */
export class StandingOrder {
  readonly #count: number;
  /** better[a * count + b] = 1: a is better than b. */
  readonly #better: Uint8Array;
  #claims = 0;

  /** @param count workers, numbered from 0 */
  constructor(count: number) {
    this.#count = count;
    this.#better = new Uint8Array(count * count);
  }

  /** Workers. */
  get count(): number {
    return this.#count;
  }

  /** Pairs that are known. */
  get claims(): number {
    return this.#claims;
  }

  isBetter(first: number, second: number): boolean {
    return this.#better[first * this.#count + second] === 1;
  }

  isKnown(first: number, second: number): boolean {
    return this.isBetter(first, second) || this.isBetter(second, first);
  }

  /** Adds that `winner` is better than `loser`, with all that follows. What is known already is never turned round. */
  claim(winner: number, loser: number): void {
    if (this.isKnown(winner, loser)) return;
    const above = this.#all((other) => other === winner || this.isBetter(other, winner));
    const below = this.#all((other) => other === loser || this.isBetter(loser, other));
    for (const a of above) {
      for (const b of below) {
        // Both ways known would need a circle, and there is none: `loser` is not above `winner`.
        if (this.isBetter(a, b)) continue;
        this.#better[a * this.#count + b] = 1;
        this.#claims++;
      }
    }
  }

  /** How many are known to be better than this one. */
  above(worker: number): number {
    return this.#all((other) => this.isBetter(other, worker)).length;
  }

  /** How many are known to be worse. */
  below(worker: number): number {
    return this.#all((other) => this.isBetter(worker, other)).length;
  }

  #all(isWanted: (worker: number) => boolean): number[] {
    return Array.from({ length: this.#count }, (_, worker) => worker).filter(isWanted);
  }
}
