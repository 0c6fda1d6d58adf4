import { Pool } from "undici";
import { VERSION } from "../lib/version.ts";
import type { Callee, CallOptions, CallResult, Receiver } from "./call.ts";
import { Exchange } from "./exchange.ts";
import { LlmError } from "./llm-error.ts";
import { isPrivateEndpoint, publicLookup } from "./private-address.ts";
import { quoteBody } from "./quote-body.ts";

const CONNECT_TIMEOUT_MS = 2_000;
const KEEP_ALIVE_MS = 10_000;
const KEEP_ALIVE_MAX_MS = 60_000;

export interface EndpointOptions {
  /** Where `/chat/completions` hangs. A query is sent with each request; a user and password become Basic authorization. */
  baseUrl: string;
  apiKey?: string | null;
  /** Connections at once: the worker's slots. */
  connections: number;
  /** Whether private and loopback addresses may be asked. */
  allowPrivate: boolean;
}

/** One OpenAI-compatible endpoint: its connections, kept open between calls. Redirects are never followed. */
export class Endpoint implements Callee, AsyncDisposable {
  /** Origin and path, for sentences: without keys and query. */
  readonly label: string;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #query: string;
  readonly #headers: Record<string, string>;
  readonly #secret: string | null;
  readonly #refusal: LlmError | undefined;

  constructor({ baseUrl, apiKey, connections, allowPrivate }: EndpointOptions) {
    const url = new URL(baseUrl);
    this.#path = url.pathname.replace(/\/+$/, "");
    this.#query = url.search;
    this.label = url.origin + this.#path;
    this.#secret = apiKey || decodeURIComponent(url.password) || null;
    const authorization = apiKey ? `Bearer ${apiKey}` : basicAuthorization(url);
    this.#headers = { accept: "*/*", "user-agent": `assay/${VERSION}`, ...(authorization && { authorization }) };
    if (!allowPrivate && isPrivateEndpoint(baseUrl)) {
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

  /**
   * Sends a JSON body (or asks by GET without one) and hands the response to the receiver. Rejects with LlmError, or with what
   * the receiver threw.
   * @param path such as `/chat/completions`
   */
  async call(path: string, body: Uint8Array | string | null, receiver: Receiver, options: CallOptions): Promise<CallResult> {
    if (this.#refusal) throw this.#refusal;
    const exchange = new Exchange(this.label, receiver, options);
    const request = { path: this.#path + path + this.#query, headers: this.#headers };
    if (body === null) this.#pool.dispatch({ ...request, method: "GET" }, exchange);
    else {
      const headers = { ...this.#headers, "content-type": "application/json" };
      this.#pool.dispatch({ ...request, method: "POST", headers, body }, exchange);
    }
    return exchange.result;
  }

  /** What the endpoint says in a body that is no answer, for sentences: some echo the key. */
  quote(body: string): string {
    return quoteBody(this.#secret === null ? body : body.replaceAll(this.#secret, "[key]"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64")}`;
}
