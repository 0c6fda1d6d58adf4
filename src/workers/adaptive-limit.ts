/**
 * How many requests a worker gets at once: doubles each round from its first value (slow start) until the worker says 429,
 * then halves, and grows by one a round from there (additive increase, multiplicative decrease; Chiu and Jain 1989).
 * One crowd of 429s is one episode: requests that were sent before the last cut count neither way. It grows only where it is
 * used, so that a quiet hour proves nothing.
 */
export class AdaptiveLimit {
  #most: number;
  /** With the fraction that is on the way to the next whole number. */
  #limit: number;
  #isSlowStart = true;
  #episode = 0;

  /** @param most never more than this @param first what it begins with */
  constructor(most: number, first = most) {
    this.#most = most;
    this.#limit = Math.min(first, most);
  }

  get value(): number {
    return Math.floor(this.#limit);
  }

  /** Changes the most that it may be; who had all of it has all of the new one. */
  resize(most: number): void {
    this.#limit = this.#limit === this.#most ? most : Math.min(this.#limit, most);
    this.#most = most;
  }

  /** Marks a request that is sent now; give the mark back with its outcome. */
  mark(): number {
    return this.#episode;
  }

  /** @param inFlight how many were being answered with it */
  succeeded(mark: number, inFlight: number): void {
    if (mark !== this.#episode || 2 * inFlight < this.value) return;
    this.#limit = Math.min(this.#most, this.#limit + (this.#isSlowStart ? 1 : 1 / this.#limit));
  }

  rateLimited(mark: number): void {
    if (mark !== this.#episode) return;
    this.#episode += 1;
    this.#isSlowStart = false;
    this.#limit = Math.max(1, this.value / 2);
  }
}
