/**
 * What a race's verdict is about. `population`: who is better on documents like these, of which the benchmark is a sample.
 * `benchmark`: who scores higher on all documents of this benchmark, each of which is drawn once.
 */
export type RaceClaim = "population" | "benchmark";

const BETS = 10;
/** No bet risks more of its stake than this on one document, so that none is ever ruined by one. */
const MOST_AT_RISK = 0.9;

/**
 * Bets that one worker is better than another and that it is worse, document by document, each against the hypothesis that it is not
 * (testing by betting: Waudby-Smith & Ramdas, arXiv 2010.09686; Shafer 2021). A bet multiplies its stake by 1 + lambda (d - m), where d
 * is the difference of the outcomes and m what the hypothesis at its edge expects of the next one: 0, and for a benchmark
 * whose `documents` are drawn without replacement the rest of a total of 0, -sum / left (arXiv 2006.04347). A stake that the hypothesis
 * cannot expect to grow reaches x with a chance of at most 1 / x, whenever one looks (Ville's inequality).
 *
 * Ten sizes of bets, from what wins on a difference that the whole benchmark just shows to almost everything, have equal stakes:
 * the mean of such bets is one, too. Without replacement all sizes grow as the benchmark is used up, because what is left is then known ever better.
 */
export class DifferenceBets {
  readonly #claim: RaceClaim;
  readonly #documents: number;
  readonly #sizes: Float64Array;
  readonly #better: Float64Array;
  readonly #worse: Float64Array;
  #seen = 0;
  #sum = 0;
  #squares = 0;
  #peakBetter = 1;
  #peakWorse = 1;

  constructor({ documents, claim }: { documents: number; claim: RaceClaim }) {
    this.#claim = claim;
    this.#documents = documents;
    const smallest = Math.min(0.5, 2 / Math.sqrt(documents));
    this.#sizes = Float64Array.from({ length: BETS }, (_, index) => smallest * (MOST_AT_RISK / smallest) ** (index / (BETS - 1)));
    this.#better = new Float64Array(BETS).fill(1 / BETS);
    this.#worse = new Float64Array(BETS).fill(1 / BETS);
  }

  /** @param difference outcome of the first less that of the second, in [-1, 1]; a document without one counts as a tie: 0 */
  add(difference: number): void {
    const left = this.#documents - this.#seen;
    const isFinite = this.#claim === "benchmark";
    const expected = isFinite ? -this.#sum / left : 0;
    const growth = isFinite ? this.#documents / left : 1;
    const step = difference - expected;
    // The first bets on steps up and loses at most 1 + expected, the other at most 1 - expected.
    const [mostUp, mostDown] = [MOST_AT_RISK / Math.max(1, 1 + expected), MOST_AT_RISK / Math.max(1, 1 - expected)];
    for (let index = 0; index < BETS; index++) {
      const size = (this.#sizes[index] as number) * growth;
      this.#better[index] = (this.#better[index] as number) * (1 + Math.min(size, mostUp) * step);
      this.#worse[index] = (this.#worse[index] as number) * (1 - Math.min(size, mostDown) * step);
    }
    this.#seen++;
    this.#sum += difference;
    this.#squares += difference * difference;
    this.#peakBetter = Math.max(this.#peakBetter, sumOf(this.#better));
    this.#peakWorse = Math.max(this.#peakWorse, sumOf(this.#worse));
  }

  /** The most that the bets on the first being better ever stood at, at most Number.MAX_VALUE: evidence against "it is not better". */
  get better(): number {
    return Math.min(this.#peakBetter, Number.MAX_VALUE);
  }

  /** Likewise for the first being worse. */
  get worse(): number {
    return Math.min(this.#peakWorse, Number.MAX_VALUE);
  }

  get seen(): number {
    return this.#seen;
  }

  /** Sum of the differences. */
  get sum(): number {
    return this.#sum;
  }

  /** Mean square of the differences: their variance where there is none between the workers. 0 before the first. */
  get meanSquare(): number {
    return this.#seen === 0 ? 0 : this.#squares / this.#seen;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum;
}
