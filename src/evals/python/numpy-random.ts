import { createPlainMersenneTwister } from "./mersenne-twister.ts";

/** numpy's legacy `RandomState`, as far as sampling uses it. */
export interface NumpyRandom {
  /** `permutation(size)`. */
  permutation(size: number): number[];
  /** `choice(size, count, replace=False)`. Throws RangeError when there are fewer. */
  choiceWithoutReplacement(size: number, count: number): number[];
}

/**
 * Starts a generator as `numpy.random.RandomState(seed)` does.
 * Source: numpy 1.26, numpy/random/mtrand.pyx (documented as frozen; own words).
 */
export function createNumpyRandom(seed: number): NumpyRandom {
  const nextWord = createPlainMersenneTwister(seed);

  /** Up to and with `greatest`, by rejection of what a mask of its bits lets through. */
  function upTo(greatest: number): number {
    const mask = 2 ** greatest.toString(2).length - 1;
    for (;;) {
      const value = (nextWord() & mask) >>> 0;
      if (value <= greatest) return value;
    }
  }

  function permutation(size: number): number[] {
    const items = Array.from({ length: size }, (_, at) => at);
    for (let last = size - 1; last > 0; last--) {
      const other = upTo(last);
      [items[last], items[other]] = [items[other] as number, items[last] as number];
    }
    return items;
  }

  return {
    permutation,
    choiceWithoutReplacement(size, count) {
      if (count > size || count < 0) throw new RangeError(`Cannot draw ${count} different items from ${size}.`);
      return permutation(size).slice(0, count);
    },
  };
}
