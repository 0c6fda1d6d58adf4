import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { postgresError } from "./postgres-error.ts";

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 5000;
const KEEP_ALIVE_DELAY_MS = 10_000;

/** One connection for all subscriptions, made again when it drops. */
export class PostgresListener implements AsyncDisposable {
  readonly #url: string;
  readonly #listeners = new Map<string, Set<(payload: string) => void>>();
  readonly #closing = new AbortController();
  #client: Promise<pg.Client> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    listeners.add(onPayload);
    try {
      const client = await (this.#client ??= this.#connect());
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      listeners.delete(onPayload);
      throw postgresError(error);
    }
    return async () => void listeners.delete(onPayload);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const client = await this.#client?.catch(() => {});
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "assay listener",
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    });
    // The end of the connection is what counts, and it follows; without a listener the error would end the process.
    client.on("error", () => {});
    client.on("notification", ({ channel, payload }) => {
      for (const onPayload of this.#listeners.get(channel) ?? []) onPayload(payload ?? "");
    });
    try {
      await client.connect();
      for (const channel of this.#listeners.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      this.#client = undefined;
      await client.end().catch(() => {});
      throw error;
    }
    client.once("end", () => this.#reconnect());
    return client;
  }

  #reconnect(): void {
    if (this.#closing.signal.aborted) return;
    const retry = async () => {
      for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, MAX_DELAY_MS)) {
        await sleep(delayMs, undefined, { signal: this.#closing.signal });
        const client = await this.#connect().catch(() => {});
        if (client) return client;
      }
    };
    this.#client = retry();
    // Rejected only when closing, and dispose looks at it then.
    this.#client.catch(() => {});
  }
}
