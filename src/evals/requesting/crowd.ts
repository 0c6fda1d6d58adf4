/** At most so many pieces of work at once; the first failure ends it. */
export class Crowd {
  readonly #size: number;
  #inside = 0;
  #failure: { error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(size: number) {
    this.#size = size;
  }

  /** Starts `work` as soon as there is room; resolves when it has started. Rejects with an earlier failure. */
  async admit(work: () => Promise<void>): Promise<void> {
    while (this.#inside >= this.#size && !this.#failure) await this.#change();
    this.#throwFailure();
    this.#inside += 1;
    void work()
      .catch((error: unknown) => (this.#failure ??= { error }))
      .finally(() => {
        this.#inside -= 1;
        this.#wake?.();
      });
  }

  /** Resolves when nobody is inside; rejects with the first failure. */
  async finished(): Promise<void> {
    while (this.#inside > 0) await this.#change();
    this.#throwFailure();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
