const FAILURES_TO_OPEN = 5;
const FIRST_COOLDOWN_MS = 10_000;
const LONGEST_COOLDOWN_MS = 5 * 60_000;

/** The right to ask once; a probe's outcome decides about the circuit. */
export interface Ticket {
  readonly isProbe: boolean;
  /** How often the circuit had opened or closed when it was given: what was asked before says nothing about after. */
  readonly episode: number;
}

/**
 * Keeps requests from a worker that fails. Opens after 5 failures in a row, or at once when the worker itself says when
 * to come back; then one request may probe, and its outcome closes the circuit or doubles the wait (10 s to 5 min).
 * Requests that were under way when it opened decide nothing any more. Pure over the clock that it is given.
 */
export class Circuit {
  readonly #now: () => number;
  #failures = 0;
  #cooldownMs = FIRST_COOLDOWN_MS;
  #openUntil: number | undefined;
  #isProbing = false;
  #episode = 0;

  /** @param now milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Not closed: nobody passes, or only a probe. */
  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  /** Milliseconds until a request may pass; 0: now. While a probe is out nobody else passes. */
  get waitMs(): number {
    if (this.#openUntil === undefined) return 0;
    const left = this.#openUntil - this.#now();
    return this.#isProbing ? Math.max(left, 1) : Math.max(left, 0);
  }

  /** Takes the right to ask; undefined: the circuit is open. Give the ticket back with the outcome. */
  tryPass(): Ticket | undefined {
    if (this.waitMs > 0) return undefined;
    this.#isProbing = this.isOpen;
    return { isProbe: this.#isProbing, episode: this.#episode };
  }

  succeeded(ticket: Ticket): void {
    if (ticket.episode !== this.#episode) return;
    this.#failures = 0;
    if (!ticket.isProbe) return;
    this.#episode += 1;
    this.#cooldownMs = FIRST_COOLDOWN_MS;
    this.#openUntil = undefined;
    this.#isProbing = false;
  }

  /** @param retryAfterMs what the worker asked for, where it did */
  failed(ticket: Ticket, retryAfterMs?: number): void {
    if (ticket.episode !== this.#episode) {
      // A late answer to the same crowd: it may ask for more time, and is no further failure.
      if (this.#openUntil !== undefined && retryAfterMs !== undefined) this.#extend(retryAfterMs);
      return;
    }
    this.#failures += 1;
    if (ticket.isProbe) {
      this.#isProbing = false;
      this.#cooldownMs = Math.min(2 * this.#cooldownMs, LONGEST_COOLDOWN_MS);
      this.#open(retryAfterMs ?? this.#cooldownMs);
    } else if (retryAfterMs !== undefined) this.#open(retryAfterMs);
    else if (this.#failures >= FAILURES_TO_OPEN) this.#open(this.#cooldownMs);
  }

  /** The request ended without a verdict on the worker (the caller left). */
  withdrawn(ticket: Ticket): void {
    if (ticket.isProbe && ticket.episode === this.#episode) this.#isProbing = false;
  }

  #open(forMs: number): void {
    this.#episode += 1;
    this.#failures = 0;
    this.#extend(forMs);
  }

  #extend(forMs: number): void {
    this.#openUntil = Math.max(this.#openUntil ?? 0, this.#now() + Math.min(forMs, LONGEST_COOLDOWN_MS));
  }
}
