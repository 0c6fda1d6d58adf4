const SIZE = 624;
const SHIFT = 397;
const UPPER_MASK = 0x80000000;
const LOWER_MASK = 0x7fffffff;
const TWIST = 0x9908b0df;

/**
 * MT19937 seeded by `init_by_array` over the 32-bit words of |seed|, little end first, as CPython seeds it.
 * Returns a function that gives the next unsigned 32-bit word.
 * Source: Matsumoto & Nishimura, mt19937ar (2002).
 */
export function createMersenneTwister(seed: bigint): () => number {
  return wordsFrom(seedByWords(wordsOf(seed < 0n ? -seed : seed)));
}

/** The same seeded by one word, `init_genrand`, as numpy's RandomState seeds it. */
export function createPlainMersenneTwister(seed: number): () => number {
  return wordsFrom(seedByNumber(seed));
}

function wordsFrom(state: Uint32Array): () => number {
  let position = SIZE;
  return () => {
    if (position === SIZE) {
      regenerate(state);
      position = 0;
    }
    let word = state[position++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  };
}

function wordsOf(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

function seedByNumber(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const previous = state[i - 1] as number;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

function seedByWords(words: readonly number[]): Uint32Array {
  const state = seedByNumber(19650218);
  const mixed = (at: number, factor: number) => {
    const previous = state[at - 1] as number;
    return (state[at] as number) ^ Math.imul(previous ^ (previous >>> 30), factor);
  };
  let i = 1;
  let j = 0;
  for (let left = Math.max(SIZE, words.length); left > 0; left--) {
    state[i] = mixed(i, 1664525) + (words[j] as number) + j;
    i = advance(state, i);
    j = (j + 1) % words.length;
  }
  for (let left = SIZE - 1; left > 0; left--) {
    state[i] = mixed(i, 1566083941) - i;
    i = advance(state, i);
  }
  state[0] = 0x80000000;
  return state;
}

/** The next place; past the end it wraps to 1, and place 0 takes the last word. */
function advance(state: Uint32Array, i: number): number {
  if (i + 1 < SIZE) return i + 1;
  state[0] = state[SIZE - 1] as number;
  return 1;
}

function regenerate(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const word = ((state[i] as number) & UPPER_MASK) | ((state[(i + 1) % SIZE] as number) & LOWER_MASK);
    const twisted = (state[(i + SHIFT) % SIZE] as number) ^ (word >>> 1);
    state[i] = (word & 1) === 0 ? twisted : twisted ^ TWIST;
  }
}
