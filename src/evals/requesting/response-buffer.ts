import type { Response } from "./store.ts";

const FLUSH_ROWS = 500;
const FLUSH_AFTER_MS = 1000;

/**
 * Gathers responses and hands them on in batches: 500, or what came within a second (a batch costs the same whatever is in it, and a killed
 * program asks again for what was not handed on). One flush at a time; `add` resolves
 * when there is room, so that a slow database holds the asking back and memory stays flat.
 */
export class ResponseBuffer implements AsyncDisposable {
  readonly #store: (responses: Response[]) => Promise<void>;
  #waiting: Response[] = [];
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(store: (responses: Response[]) => Promise<void>) {
    this.#store = store;
  }

  /** Rejects when an earlier batch could not be stored. */
  async add(response: Response): Promise<void> {
    this.#throwFailure();
    this.#waiting.push(response);
    if (this.#waiting.length >= 2 * FLUSH_ROWS) return this.flush();
    if (this.#waiting.length >= FLUSH_ROWS) this.#flushLater(0);
    else this.#flushLater(FLUSH_AFTER_MS);
  }

  /** Resolves when everything added so far is stored. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#storeAfter(this.#flushing);
    await this.#flushing;
    this.#throwFailure();
  }

  async #storeAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const batch = this.#waiting.splice(0, FLUSH_ROWS);
      await this.#store(batch).catch((error: unknown) => (this.#failure = error));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flushing;
  }

  #flushLater(delayMs: number): void {
    if (this.#timer && delayMs > 0) return;
    clearTimeout(this.#timer);
    // The failure is kept and thrown by the next add or flush.
    this.#timer = setTimeout(() => void this.flush().catch(() => {}), delayMs);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
