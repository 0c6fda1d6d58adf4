const SIZE = 256;

/** The durations of the latest 256 answers. Kept in order as they come, so that reading a quantile costs nothing. */
export class LatencyWindow {
  readonly #latest = new Float64Array(SIZE);
  readonly #sorted = new Float64Array(SIZE);
  #count = 0;

  /** How many were added, also those that are no longer kept. */
  get count(): number {
    return this.#count;
  }

  add(durationMs: number): void {
    const slot = this.#count % SIZE;
    let kept = Math.min(this.#count, SIZE);
    if (kept === SIZE) {
      const oldest = this.#rankOf(this.#latest[slot] ?? 0, kept);
      this.#sorted.copyWithin(oldest, oldest + 1, kept);
      kept -= 1;
    }
    const rank = this.#rankOf(durationMs, kept);
    this.#sorted.copyWithin(rank + 1, rank, kept);
    this.#sorted[rank] = durationMs;
    this.#latest[slot] = durationMs;
    this.#count += 1;
  }

  /** Milliseconds below which this share of the answers took; null without any. */
  quantile(share: number): number | null {
    const kept = Math.min(this.#count, SIZE);
    if (kept === 0) return null;
    return this.#sorted[Math.min(kept - 1, Math.floor(share * kept))] ?? null;
  }

  /** How many of the first `kept` are smaller. */
  #rankOf(durationMs: number, kept: number): number {
    let low = 0;
    let high = kept;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) < durationMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
