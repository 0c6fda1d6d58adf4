import { setTimeout as delay } from "node:timers/promises";
import { LlmError } from "./llm-error.ts";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
/** An endpoint that asks for more patience is left to the caller. */
const LONGEST_RETRY_AFTER_MS = 20_000;

export interface RetryOptions {
  /** Calls after the first. */
  retries: number;
  /** Milliseconds for all calls and the waits between them. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Awaited before each further call, with the failure before it; its rejection ends the calling. */
  beforeRetry?: ((failure: LlmError) => Promise<void>) | undefined;
  /** In [0, 1). */
  random?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

/**
 * Repeats a call that failed in a way that may pass: full-jitter exponential backoff, or a little more than the endpoint asked
 * for. The one place that retries an endpoint. Rejects with the last failure.
 * @param call gets the milliseconds that are left for it
 */
export async function retryCall<T>(
  call: (timeoutMs: number) => Promise<T>,
  { retries, timeoutMs, signal, beforeRetry, random = Math.random, sleep = pause, now = () => performance.now() }: RetryOptions,
): Promise<T> {
  const deadline = now() + timeoutMs;
  let leftMs = timeoutMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await call(leftMs);
    } catch (error) {
      if (!(error instanceof LlmError) || !error.isRetryable || attempt >= retries || signal?.aborted) throw error;
      const waitMs = waitAfter(error, attempt, random());
      if (waitMs === undefined || now() + waitMs >= deadline) throw error;
      await sleep(waitMs, signal);
      if (now() >= deadline || signal?.aborted) throw error;
      await beforeRetry?.(error);
      leftMs = deadline - now();
      if (leftMs <= 0 || signal?.aborted) throw error;
    }
  }
}

/** Milliseconds; undefined: too long to wait here. */
function waitAfter({ retryAfterMs }: LlmError, attempt: number, random: number): number | undefined {
  if (retryAfterMs === undefined) return random * Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  // Those who were refused together do not come back together.
  return retryAfterMs > LONGEST_RETRY_AFTER_MS ? undefined : retryAfterMs + random * FIRST_DELAY_MS;
}

/** Ends early, without an error, when the signal aborts. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal ? { signal } : {}).catch(() => {});
}
