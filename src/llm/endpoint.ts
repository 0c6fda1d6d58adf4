import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { Pool } from "undici";
import { Exchange, type Receiver } from "./exchange.ts";
import { LlmError } from "./llm-error.ts";
import { hostOf, isPrivateAddress, publicLookup } from "./private-address.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE_MAX_MS = 60_000;

export interface EndpointOptions {
  /** Where `/chat/completions` hangs. */
  baseUrl: string;
  apiKey?: string | null;
  /** Connections at once: the worker's slots. */
  connections: number;
  /** Whether private and loopback addresses may be asked. */
  allowPrivate: boolean;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call. */
  timeoutMs: number;
  /** Milliseconds without a byte after the first, after which the call is given up. Default: timeoutMs. */
  idleTimeoutMs?: number | undefined;
}

export interface CallResult {
  status: number;
  headers: IncomingHttpHeaders;
}

/** One OpenAI-compatible endpoint: its connections, kept open between calls. Redirects are never followed. */
export class Endpoint implements AsyncDisposable {
  /** Origin and path, for sentences: without a key. */
  readonly label: string;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #headers: Record<string, string>;
  readonly #refusal: LlmError | undefined;

  constructor({ baseUrl, apiKey, connections, allowPrivate }: EndpointOptions) {
    const url = new URL(baseUrl);
    this.label = url.origin + url.pathname.replace(/\/$/, "");
    this.#path = url.pathname.replace(/\/$/, "");
    this.#headers = { "content-type": "application/json", ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
    if (!allowPrivate && isIP(hostOf(url)) && isPrivateAddress(hostOf(url))) {
      this.#refusal = new LlmError("connection", `${this.label} is a private address, which this server does not ask.`);
    }
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      // Our own timers decide: undici's are coarse.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(!allowPrivate && { lookup: publicLookup }) },
    });
  }

  /** Sends a JSON body (or asks by GET without one) and hands the response to the receiver. Rejects with LlmError. */
  async call(path: string, body: Uint8Array | string | null, receiver: Receiver, options: CallOptions): Promise<CallResult> {
    if (this.#refusal) throw this.#refusal;
    const exchange = new Exchange(this.label, receiver, options);
    this.#pool.dispatch(
      {
        path: this.#path + path,
        method: body === null ? "GET" : "POST",
        headers: this.#headers,
        ...(body !== null && { body }),
      },
      exchange,
    );
    return exchange.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}
