/** A token bucket for each name. */
export interface RateLimit {
  /** Takes one request of `perMinute`. @returns 0, or the milliseconds until there is room again */
  take(name: string, perMinute: number): number;
}

/** Counted in parts of a request, as many as a minute has milliseconds, so that all is whole numbers. */
interface Bucket {
  parts: number;
  filledAtMs: number;
}

const PARTS_PER_REQUEST = 60_000;

/** Lets each name do `perMinute` requests at once and as many a minute on average. One bucket a key, so bounded by the keys. */
export function createRateLimit(now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>();
  return {
    take(name, perMinute) {
      const nowMs = Math.floor(now());
      const full = perMinute * PARTS_PER_REQUEST;
      const bucket = buckets.get(name) ?? { parts: full, filledAtMs: nowMs };
      const gained = Math.max(0, nowMs - bucket.filledAtMs) * perMinute;
      const parts = Math.min(full, bucket.parts + gained);
      const missing = Math.max(0, PARTS_PER_REQUEST - parts);
      buckets.set(name, { parts: missing === 0 ? parts - PARTS_PER_REQUEST : parts, filledAtMs: nowMs });
      return Math.ceil(missing / perMinute);
    },
  };
}
