/** Token buckets by name: each lets `perMinute` through at once, and as many a minute on average. */
export interface RateLimit {
  /** How often there was no room. */
  readonly refused: number;
  /**
   * Takes `amount` (default 1) of `perMinute`; what is more than a whole bucket passes when the bucket is full.
   * @returns 0, or the milliseconds until there is room again; then nothing was taken
   */
  take(name: string, perMinute: number, amount?: number): number;
  /** Takes without asking, or gives back what is below 0. A bucket may be overdrawn: later ones wait for it to fill. */
  correct(name: string, perMinute: number, amount: number): void;
  /** What is left, in whole units, and the milliseconds until the bucket is full. */
  level(name: string, perMinute: number): { left: number; fullInMs: number };
}

/** Counted in parts of a unit, as many as a minute has milliseconds, so that all is whole numbers. */
interface Bucket {
  parts: number;
  filledAtMs: number;
}

const PARTS = 60_000;

/** One bucket a key, so bounded by the keys. */
export function createRateLimit(now: () => number = Date.now): RateLimit {
  const buckets = new Map<string, Bucket>();
  const filled = (name: string, perMinute: number): Bucket => {
    const nowMs = Math.floor(now());
    const full = perMinute * PARTS;
    const bucket = buckets.get(name) ?? { parts: full, filledAtMs: nowMs };
    const gained = Math.max(0, nowMs - bucket.filledAtMs) * perMinute;
    return { parts: Math.min(full, bucket.parts + gained), filledAtMs: nowMs };
  };
  let refused = 0;
  return {
    get refused() {
      return refused;
    },
    take(name, perMinute, amount = 1) {
      const bucket = filled(name, perMinute);
      const wanted = amount * PARTS;
      const missing = Math.max(0, Math.min(wanted, perMinute * PARTS) - bucket.parts);
      if (missing === 0) bucket.parts -= wanted;
      else refused += 1;
      buckets.set(name, bucket);
      return Math.ceil(missing / perMinute);
    },
    correct(name, perMinute, amount) {
      const bucket = filled(name, perMinute);
      bucket.parts = Math.min(perMinute * PARTS, bucket.parts - amount * PARTS);
      buckets.set(name, bucket);
    },
    level(name, perMinute) {
      const { parts } = filled(name, perMinute);
      return { left: Math.max(0, Math.floor(parts / PARTS)), fullInMs: Math.ceil((perMinute * PARTS - parts) / perMinute) };
    },
  };
}
