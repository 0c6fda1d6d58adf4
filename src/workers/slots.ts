interface Waiting {
  enter(): void;
  refuse(reason: Error): void;
}

/** At most so many inside at once; the rest waits in the order of arrival. */
export class Slots {
  #size: number;
  #inside = 0;
  readonly #queue = new Set<Waiting>();

  constructor(size: number) {
    this.#size = size;
  }

  get inside(): number {
    return this.#inside;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /** Changes the number; those inside stay, those waiting may enter. */
  resize(size: number): void {
    this.#size = size;
    this.#admit();
  }

  /** Those waiting are rejected with this; those inside stay. */
  turnAway(reason: Error): void {
    for (const waiting of this.#queue) waiting.refuse(reason);
  }

  /** Resolves with the way out, to be called once, when there is room. Rejects with the signal's reason when it aborts first. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#inside < this.#size && this.#queue.size === 0) this.#inside += 1;
    else await this.#wait(signal);
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      this.#inside -= 1;
      this.#admit();
    };
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => waiting.refuse(signal?.reason as Error);
      const waiting: Waiting = {
        enter: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
        refuse: (reason) => {
          signal?.removeEventListener("abort", leave);
          this.#queue.delete(waiting);
          reject(reason);
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#queue.add(waiting);
    });
  }

  #admit(): void {
    for (const waiting of this.#queue) {
      if (this.#inside >= this.#size) return;
      this.#queue.delete(waiting);
      this.#inside += 1;
      waiting.enter();
    }
  }
}
