import { createMersenneTwister } from "./mersenne-twister.ts";

/** CPython's `random.Random`, as far as the harness uses it: the same seed gives the same draws. */
export interface PythonRandom {
  /** A float in [0, 1) of 53 bits. */
  random(): number;
  /** An integer of `bits` random bits. */
  getRandomBits(bits: number): bigint;
  /** An integer in [0, bound), by rejection. Bounds up to 2^53. */
  randomBelow(bound: number): number;
  /** An integer in [low, high], both included. */
  randomInteger(low: number, high: number): number;
  choice<T>(items: readonly T[]): T;
  /** `count` items with replacement. */
  choices<T>(items: readonly T[], count: number): T[];
  /** `count` different items, in the order drawn. Throws RangeError when there are fewer. */
  sample<T>(items: readonly T[], count: number): T[];
  /** Shuffles in place. */
  shuffle(items: unknown[]): void;
}

/**
 * Starts a generator as `random.Random(seed)` does for an integer (its sign is dropped).
 * Source: CPython 3.11, Lib/random.py and Modules/_randommodule.c (documented behaviour, own words).
 */
export function createPythonRandom(seed: number | bigint): PythonRandom {
  const nextWord = createMersenneTwister(BigInt(seed));

  function random(): number {
    const high = nextWord() >>> 5;
    const low = nextWord() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  function getRandomBits(bits: number): bigint {
    let value = 0n;
    for (let filled = 0; filled < bits; filled += 32) {
      const wanted = Math.min(32, bits - filled);
      value |= BigInt(nextWord() >>> (32 - wanted)) << BigInt(filled);
    }
    return value;
  }

  function randomBelow(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound <= 0) {
      throw new RangeError(`A bound must be a positive integer, not ${bound}.`);
    }
    const bits = bound.toString(2).length;
    let value = bound;
    while (value >= bound) {
      value = bits <= 32 ? nextWord() >>> (32 - bits) : Number(getRandomBits(bits));
    }
    return value;
  }

  return {
    random,
    getRandomBits,
    randomBelow,
    randomInteger: (low, high) => low + randomBelow(high - low + 1),
    choice: (items) => pick(items, randomBelow(items.length)),
    choices: (items, count) => Array.from({ length: count }, () => pick(items, Math.floor(random() * items.length))),
    sample: (items, count) => samplePositions(items.length, count, randomBelow).map((at) => pick(items, at)),
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = randomBelow(last + 1);
        [items[last], items[other]] = [items[other], items[last]];
      }
    },
  };
}

/** Two ways with different draws, chosen by size exactly as CPython does. */
function samplePositions(size: number, count: number, randomBelow: (bound: number) => number): number[] {
  if (count > size || count < 0) {
    throw new RangeError(`Cannot draw ${count} different items from ${size}.`);
  }
  const poolLimit = count > 5 ? 21 + 4 ** Math.ceil(Math.log(count * 3) / Math.log(4)) : 21;
  return size <= poolLimit ? fromPool(size, count, randomBelow) : byRejection(size, count, randomBelow);
}

function fromPool(size: number, count: number, randomBelow: (bound: number) => number): number[] {
  const pool = Array.from({ length: size }, (_, position) => position);
  return Array.from({ length: count }, (_, drawn) => {
    const at = randomBelow(size - drawn);
    const position = pool[at] as number;
    pool[at] = pool[size - drawn - 1] as number;
    return position;
  });
}

function byRejection(size: number, count: number, randomBelow: (bound: number) => number): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(randomBelow(size));
  return [...drawn];
}

function pick<T>(items: readonly T[], position: number): T {
  if (position >= items.length) throw new RangeError("Nothing to choose from: the list is empty.");
  return items[position] as T;
}
