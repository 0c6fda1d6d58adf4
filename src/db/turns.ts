/** One at a time, in the order of asking: the embedded database has a single session. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for the turn; call the result to end it. */
  async take(): Promise<() => void> {
    const turn = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = turn.promise;
    await before;
    return turn.resolve;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const end = await this.take();
    try {
      return await work();
    } finally {
      end();
    }
  }
}
