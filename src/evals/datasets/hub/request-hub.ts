import { setTimeout as delay } from "node:timers/promises";
import { AssayError, messageOf } from "../../../lib/errors.ts";
import type { HubAccess } from "./hub-access.ts";

const ATTEMPTS = 6;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const MAX_RETRY_AFTER_SECONDS = 300;
const MAX_WORDS = 300;
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export interface HubRequest {
  /** Path and query, such as `/api/datasets/openai/gsm8k`. */
  path: string;
  /** For sentences: `the dataset openai/gsm8k`. */
  what: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** `askHub`, with as many attempts as failures that may pass deserve. */
export function requestHub(access: HubAccess, request: HubRequest): Promise<Response> {
  return retrying(access, request.signal, () => askHub(access, request));
}

/**
 * One GET that ends well (2xx). The token goes to the endpoint only: `fetch` drops it where a redirect leaves the origin,
 * as those to the storage do.
 * @throws `forbidden` or `not_found` with what the hub says; `unavailable` where it may answer later
 */
export async function askHub(access: HubAccess, { path, what, headers = {}, signal }: HubRequest): Promise<Response> {
  const authorization = access.token === undefined ? {} : { authorization: `Bearer ${access.token}` };
  let response: Response;
  try {
    response = await fetch(`${access.endpoint}${path}`, { headers: { ...authorization, ...headers }, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    throw new AssayError("unavailable", `The hub at ${access.endpoint} cannot be reached: ${reasonOf(error)}.`, { cause: error });
  }
  if (response.ok) return response;
  const words = (response.headers.get("x-error-message") ?? (await response.text().catch(() => ""))).slice(0, MAX_WORDS).trim();
  throw refusal(access, { what, status: response.status, words, retryAfter: response.headers.get("retry-after") });
}

/**
 * Repeats `work` while it fails in a way that may pass; waits longer each time, or as long as the hub asks.
 * @param hasProgressed whether the failed attempt got on: then the attempts are counted anew
 */
export async function retrying<T>(
  access: HubAccess,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
  hasProgressed?: () => boolean,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const mayPass = error instanceof AssayError && error.isRetryable;
      if (hasProgressed?.()) attempt = 1;
      if (!mayPass || attempt === ATTEMPTS) throw error;
      const backoffMs = Math.min(MAX_DELAY_MS, (access.retryDelayMs ?? FIRST_DELAY_MS) * 2 ** (attempt - 1));
      await delay(error.retryAfterMs ?? backoffMs, undefined, { ...(signal && { signal }) });
    }
  }
}

interface Refusal {
  what: string;
  status: number;
  words: string;
  retryAfter: string | null;
}

function refusal({ endpoint, token }: HubAccess, { what, status, words, retryAfter }: Refusal): AssayError {
  const said = words === "" || words.startsWith("<") ? "" : ` The hub says: ${words}`;
  if (status === 401 || status === 403) {
    const remedy = token === undefined ? "set HF_TOKEN to a token that may read it" : "the token of HF_TOKEN may not read it";
    // The hub says 401 of what does not exist too, so as not to tell what is private.
    return new AssayError(
      "forbidden",
      `${endpoint} does not show ${what} (${status}): it is private, gated or not there; ${remedy}.${said}`,
    );
  }
  if (status === 404) return new AssayError("not_found", `${endpoint} has no such thing as ${what}.${said}`, { field: "name" });
  if (!PASSING_STATUSES.has(status)) return new AssayError("upstream", `${endpoint} answered ${status} to ${what}.${said}`);
  const seconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== null && seconds >= 0 && seconds <= MAX_RETRY_AFTER_SECONDS ? seconds * 1000 : undefined;
  return new AssayError("unavailable", `${endpoint} answered ${status} to ${what}, again and again.${said}`, {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** `fetch` hides why behind its own message. */
export function reasonOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  return messageOf(cause ?? error).replace(/\.$/, "");
}
