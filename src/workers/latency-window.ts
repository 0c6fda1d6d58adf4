const SIZE = 256;

/** The durations of the latest 256 answers. */
export class LatencyWindow {
  readonly #values = new Float64Array(SIZE);
  #count = 0;

  add(durationMs: number): void {
    this.#values[this.#count % SIZE] = durationMs;
    this.#count += 1;
  }

  /** Milliseconds below which this share of the answers took; null without any. */
  quantile(share: number): number | null {
    const n = Math.min(this.#count, SIZE);
    if (n === 0) return null;
    const sorted = this.#values.slice(0, n).toSorted();
    return sorted[Math.min(n - 1, Math.floor(share * n))] ?? null;
  }
}
