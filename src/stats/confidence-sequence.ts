import type { Interval } from "./interval.ts";

const CELLS = 400;
/** No bet risks more of its stake than this on one value. */
const MOST_AT_RISK = 0.5;

interface Options {
  /** The chance one accepts that the interval ever misses, however often one looks. */
  alpha: number;
  /** Values of a finite benchmark that is drawn without replacement; default: draws without end. */
  documents?: number;
}

/**
 * An interval of the mean of values in [0, 1] that holds at all times at once: the hedged capital process of Waudby-Smith & Ramdas (arXiv
 * 2010.09686, theorem 3 and equation 26; without replacement arXiv 2006.04347, section 4). For each mean of a grid two bettors play, one on larger values and one on
 * smaller ones, each with half of the stake; a mean is out once either has multiplied the whole by 1 / alpha. What is out stays out.
 */
export class ConfidenceSequence {
  readonly #alpha: number;
  readonly #documents: number;
  readonly #above = new Float64Array(CELLS + 1).fill(0.5);
  readonly #below = new Float64Array(CELLS + 1).fill(0.5);
  #first = 0;
  #last = CELLS;
  #n = 0;
  #sum = 0;
  #squares = 0;

  constructor({ alpha, documents = Number.POSITIVE_INFINITY }: Options) {
    this.#alpha = alpha;
    this.#documents = documents;
  }

  /** @throws RangeError for a value outside [0, 1], or more values than there are documents */
  add(value: number): void {
    if (!(value >= 0 && value <= 1)) throw new RangeError(`A value of a confidence sequence lies in [0, 1], not ${value}.`);
    if (this.#n >= this.#documents) throw new RangeError(`All ${this.#documents} documents have been drawn.`);
    const left = this.#documents - this.#n;
    const bet = this.#bet();
    for (let cell = this.#first; cell <= this.#last; cell++) {
      const mean = cell / CELLS;
      // What is left of a total of documents x mean; impossible beyond [0, 1].
      const expected = Number.isFinite(left) ? (this.#documents * mean - this.#sum) / left : mean;
      const isPossible = expected >= 0 && expected <= 1;
      this.#above[cell] = isPossible
        ? (this.#above[cell] as number) * (1 + Math.min(bet, MOST_AT_RISK / expected) * (value - expected))
        : Infinity;
      this.#below[cell] = isPossible
        ? (this.#below[cell] as number) * (1 - Math.min(bet, MOST_AT_RISK / (1 - expected)) * (value - expected))
        : Infinity;
    }
    this.#n++;
    this.#sum += value;
    this.#squares += (value - this.#mean()) ** 2;
    while (this.#first < this.#last && this.#isOut(this.#first)) this.#first++;
    while (this.#last > this.#first && this.#isOut(this.#last)) this.#last--;
  }

  /** To the grid's step of 1 / 400, rounded outwards. */
  get interval(): Interval {
    return { low: Math.max(0, (this.#first - 1) / CELLS), high: Math.min(1, (this.#last + 1) / CELLS) };
  }

  /** Predictable: of the values before. sqrt(2 ln(2 / alpha) / (variance t ln(1 + t))), with a first value of 1/2 and a first variance of 1/4. */
  #bet(): number {
    const t = this.#n + 1;
    const variance = (0.25 + this.#squares) / t;
    return Math.sqrt((2 * Math.log(2 / this.#alpha)) / (variance * t * Math.log(1 + t)));
  }

  #mean(): number {
    return (0.5 + this.#sum) / (this.#n + 1);
  }

  #isOut(cell: number): boolean {
    return Math.max(this.#above[cell] as number, this.#below[cell] as number) >= 1 / this.#alpha;
  }
}
