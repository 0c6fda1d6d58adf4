const SIZE = 256;

/** The durations of the latest 256 answers. */
export class LatencyWindow {
  readonly #values = new Float64Array(SIZE);
  #count = 0;
  /** Until the next answer: both quantiles of a list come from one sort. */
  #sorted: Float64Array | undefined;

  add(durationMs: number): void {
    this.#values[this.#count % SIZE] = durationMs;
    this.#count += 1;
    this.#sorted = undefined;
  }

  /** Milliseconds below which this share of the answers took; null without any. */
  quantile(share: number): number | null {
    const n = Math.min(this.#count, SIZE);
    if (n === 0) return null;
    this.#sorted ??= this.#values.subarray(0, n).toSorted();
    return this.#sorted[Math.min(n - 1, Math.floor(share * n))] ?? null;
  }
}
