/** How often a text has each of its 3-grams. 3-grams have numbers, the same for all texts that were counted together. */
export interface TrigramCounts {
  trigrams: Int32Array;
  counts: Float64Array;
  /** Square root of the sum of the squared counts; 0 for a text shorter than three characters. */
  length: number;
}

/** A worker could make up 3-grams whose hashes lie side by side: then the search ends here and takes them for one. */
const MAX_PROBES = 32;

/**
 * Counts the character 3-grams of texts that will be compared with one another. They are told apart by a 32-bit hash: of the
 * some 10,000 distinct ones in a set of answers, two collide in one set of a hundred, which moves a cosine by less than 0.001.
 * @returns one entry a text, and how many distinct 3-grams all have
 */
export function countTrigrams(texts: readonly string[]): { known: number; texts: TrigramCounts[] } {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const size = 2 ** Math.ceil(Math.log2(Math.max(16, total * 2)));
  const hashes = new Int32Array(size);
  // 0 means free: the 3-gram of a slot is number `numbers[slot] - 1`.
  const numbers = new Int32Array(size);
  let known = 0;
  const numberOf = (hash: number): number => {
    let slot = hash & (size - 1);
    for (let probe = 0; probe < MAX_PROBES && numbers[slot] !== 0 && hashes[slot] !== hash; probe++) slot = (slot + 1) & (size - 1);
    if (numbers[slot] === 0) {
      hashes[slot] = hash;
      numbers[slot] = ++known;
    }
    return (numbers[slot] ?? 0) - 1;
  };
  // Where a 3-gram stands in the list of the text that is being read; entries of earlier texts lie below `base`.
  const places = new Int32Array(total + 1);
  let base = 1;
  const counted = texts.map((text) => {
    const one = countOne(text, numberOf, places, base);
    base += one.trigrams.length;
    return one;
  });
  return { known, texts: counted };
}

function countOne(text: string, numberOf: (hash: number) => number, places: Int32Array, base: number): TrigramCounts {
  const trigrams = new Int32Array(Math.max(0, text.length - 2));
  const counts = new Float64Array(trigrams.length);
  let distinct = 0;
  let window = text.charCodeAt(0);
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (at >= 2) {
      const trigram = numberOf(mix(window, unit));
      let place = (places[trigram] ?? 0) - base;
      if (place < 0) {
        place = distinct++;
        places[trigram] = base + place;
        trigrams[place] = trigram;
      }
      counts[place] = (counts[place] ?? 0) + 1;
    }
    window = (window << 16) | unit;
  }
  const own = counts.subarray(0, distinct);
  return { trigrams: trigrams.subarray(0, distinct), counts: own, length: Math.sqrt(own.reduce((sum, count) => sum + count * count, 0)) };
}

/** 48 bits to 32, after MurmurHash3's finaliser. */
function mix(two: number, third: number): number {
  let hash = Math.imul(two ^ Math.imul(third, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
