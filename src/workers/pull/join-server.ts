import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connectOnce } from "./connect-once.ts";
import type { JoinOptions } from "./join-options.ts";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/**
 * Serves a backend to a server that it connects out to, until the signal. A lost connection is made anew, with full-jitter
 * exponential backoff.
 * @throws AssayError when the server refuses for good: the key, the name, the version
 */
export async function joinServer(options: JoinOptions): Promise<void> {
  const { signal, onEvent, random = Math.random, firstDelayMs = FIRST_DELAY_MS } = options;
  const instance = randomUUID();
  let failures = 0;
  while (!signal.aborted) {
    const ended = await connectOnce(options, instance);
    if (ended.isDrained) break;
    failures = ended.hasJoined ? 0 : failures + 1;
    // At least a tenth: a server that closes each connection at once is not asked without a pause.
    const retryAfterMs = Math.min(LONGEST_DELAY_MS, firstDelayMs * 2 ** failures) * (0.1 + 0.9 * random());
    onEvent({ type: "lost", reason: ended.reason, retryAfterMs });
    await delay(retryAfterMs, undefined, { signal }).catch(() => {});
  }
  onEvent({ type: "left" });
}
