import type { AoContext } from "./context.ts";
import { handleQueued } from "./handle-message.ts";
import { selectWaiting } from "./store.ts";
import { tick } from "./tick.ts";

/** How often a look is taken for messages whose sender's process died before it could say so, and for what the clock brings. */
const POLL_MS = 5000;
const MINUTE_MS = 60_000;

/** Delivers messages between processes: those that wait are in the database, so none is lost with this process. */
export class Delivery implements AsyncDisposable {
  readonly #context: AoContext;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #hasEnded = false;
  #minute: number;

  constructor(context: AoContext) {
    this.#context = context;
    this.#minute = this.#currentMinute();
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.#timer.unref();
  }

  /** Begins to deliver, or goes on when what is under way is done. */
  wake(): void {
    if (this.#hasEnded) return;
    this.#isWanted = true;
    this.#running ??= this.#context.db.outside(() => this.#run());
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWanted && !this.#hasEnded) {
        this.#isWanted = false;
        if (this.#minute !== this.#currentMinute()) await tick(this.#context);
        this.#minute = this.#currentMinute();
        await this.#deliverAll();
      }
    } catch (error) {
      this.#context.log.warn({ err: error }, "messages wait: delivering them failed");
    } finally {
      this.#running = undefined;
    }
  }

  #currentMinute(): number {
    return Math.floor(this.#context.now().getTime() / MINUTE_MS);
  }

  /** A process whose messages cannot be handled now holds up no other; it is tried again at the next look. */
  async #deliverAll(): Promise<void> {
    const stuck = new Set<string>();
    for (;;) {
      const waiting = (await selectWaiting(this.#context.db)).filter((id) => !stuck.has(id));
      if (waiting.length === 0) return;
      for (const processId of waiting) {
        if (this.#hasEnded) return;
        await handleQueued(this.#context, processId).catch((error: unknown) => {
          stuck.add(processId);
          this.#context.log.warn({ err: error, process: processId }, "messages of a process wait: handling one failed");
        });
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hasEnded = true;
    clearInterval(this.#timer);
    await this.#running;
  }
}
