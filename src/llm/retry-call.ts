import { setTimeout as delay } from "node:timers/promises";
import { LlmError } from "./llm-error.ts";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
/** An endpoint that asks for more patience is left to the caller. */
const LONGEST_RETRY_AFTER_MS = 20_000;

export interface RetryOptions {
  /** Calls after the first. */
  retries: number;
  signal?: AbortSignal | undefined;
  /** In [0, 1). */
  random?: () => number;
  sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/**
 * Repeats a call that failed in a way that may pass: full-jitter exponential backoff, or what the endpoint asked for. The one
 * place that retries an endpoint. Rejects with the last failure.
 */
export async function retryCall<T>(
  call: () => Promise<T>,
  { retries, signal, random = Math.random, sleep = pause }: RetryOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof LlmError) || !error.isRetryable || attempt >= retries || signal?.aborted) throw error;
      const { retryAfterMs } = error;
      if (retryAfterMs !== undefined && retryAfterMs > LONGEST_RETRY_AFTER_MS) throw error;
      await sleep(retryAfterMs ?? random() * Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS), signal);
    }
  }
}

/** Ends early, without an error, when the signal aborts: the call itself then says so. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, signal ? { signal } : {}).catch(() => {});
}
