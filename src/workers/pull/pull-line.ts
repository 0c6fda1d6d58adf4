import { LlmError, type CarriedCall, type CarriedControl, type CarriedReply } from "../../llm/index.ts";
import { Errand } from "./errand.ts";
import type { PullConnection } from "./pull-connection.ts";
import { MAX_BODY_BYTES } from "./protocol.ts";

/** A request that so many connections were lost with may be what breaks them. */
const MAX_LEASES = 3;

/** One worker's connections, and the requests that wait for room at one of them. */
export class PullLine {
  readonly #connections = new Set<PullConnection>();
  readonly #waiting: Errand[] = [];
  #arrival = Promise.withResolvers<void>();

  get connections(): ReadonlySet<PullConnection> {
    return this.#connections;
  }

  /** Whether a connection takes requests. */
  get isConnected(): boolean {
    for (const connection of this.#connections) if (connection.isTaking) return true;
    return false;
  }

  /** Where the oldest of its connections comes from that take requests; undefined: none does. */
  get address(): string | undefined {
    for (const { isTaking, joined } of this.#connections) if (isTaking) return joined.address;
    return undefined;
  }

  /** Requests that all its connections take at once. */
  get capacity(): number {
    let sum = 0;
    for (const { isTaking, joined } of this.#connections) if (isTaking) sum += joined.maxConcurrency;
    return sum;
  }

  /** Takes a call to the connection with most room. */
  readonly carry = (call: CarriedCall, reply: CarriedReply): CarriedControl => {
    const errand = new Errand(call, reply);
    if ((call.body?.length ?? 0) > MAX_BODY_BYTES) {
      errand.fail(new LlmError("bad_request", `the request is longer than ${MAX_BODY_BYTES} bytes.`));
    } else if (!this.isConnected) errand.fail(notConnected());
    else this.#offer(errand);
    return { abort: () => this.#abort(errand), pause: () => errand.pause(), resume: () => errand.resume() };
  };

  /** Resolves when a connection is there. Rejects with LlmError. */
  async untilConnected({ signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number }): Promise<void> {
    if (this.isConnected) return;
    const stopped = Promise.withResolvers<never>();
    const overdue = setTimeout(() => stopped.reject(notConnected()), timeoutMs);
    const onAbort = () => stopped.reject(new LlmError("cancelled", "it was not connected yet."));
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    try {
      while (!this.isConnected) await Promise.race([this.#arrival.promise, stopped.promise]);
    } finally {
      clearTimeout(overdue);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  add(connection: PullConnection): void {
    this.#connections.add(connection);
    this.#arrival.resolve();
    this.#arrival = Promise.withResolvers();
    this.lendWaiting();
  }

  /** A connection is gone: what it had not begun to answer goes to another one. */
  remove(connection: PullConnection, errands: readonly Errand[]): void {
    this.#connections.delete(connection);
    for (const errand of errands) this.takeBack(errand);
    this.lendWaiting();
  }

  /** Lends an errand that came back to another connection, or lets it fail. */
  takeBack(errand: Errand): void {
    if (errand.hasBegun) return errand.fail(new LlmError("connection", "its connection was lost in the middle of the answer."));
    errand.returned();
    if (errand.leases >= MAX_LEASES) {
      return errand.fail(new LlmError("connection", `its connection was lost ${errand.leases} times with this request.`));
    }
    if (this.isConnected) this.#offer(errand);
    else errand.fail(new LlmError("connection", "its connection was lost."));
  }

  /** Gives those that wait to whom has room; where nobody will have any, they fail. */
  lendWaiting(): void {
    const isConnected = this.isConnected;
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const connection = isConnected ? this.#leastLoaded() : undefined;
      if (isConnected && !connection) return;
      this.#waiting.shift();
      if (connection) connection.lend(next);
      else next.fail(notConnected());
    }
  }

  #offer(errand: Errand): void {
    this.#waiting.push(errand);
    this.lendWaiting();
  }

  #abort(errand: Errand): void {
    const position = this.#waiting.indexOf(errand);
    if (position !== -1) this.#waiting.splice(position, 1);
    errand.abort();
  }

  #leastLoaded(): PullConnection | undefined {
    let best: PullConnection | undefined;
    for (const connection of this.#connections) {
      if (connection.hasRoom && (!best || connection.load < best.load)) best = connection;
    }
    return best;
  }
}

function notConnected(): LlmError {
  return new LlmError("connection", "it is not connected.");
}
