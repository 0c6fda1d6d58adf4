/** A token bucket for each name. */
export interface RateLimit {
  /** Takes one request of `perMinute`. @returns 0, or the milliseconds until there is room again */
  take(name: string, perMinute: number): number;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

const MINUTE_MS = 60_000;

/** Lets each name do `perMinute` requests at once and as many a minute on average. One bucket a key, so bounded by the keys. */
export function createRateLimit(now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(name, perMinute) {
      const nowMs = now();
      const bucket = buckets.get(name) ?? { tokens: perMinute, filledAtMs: nowMs };
      const gained = ((nowMs - bucket.filledAtMs) * perMinute) / MINUTE_MS;
      const tokens = Math.min(perMinute, bucket.tokens + Math.max(0, gained));
      const isAllowed = tokens >= 1;
      buckets.set(name, { tokens: isAllowed ? tokens - 1 : tokens, filledAtMs: nowMs });
      return isAllowed ? 0 : Math.ceil(((1 - tokens) * MINUTE_MS) / perMinute);
    },
  };
}
