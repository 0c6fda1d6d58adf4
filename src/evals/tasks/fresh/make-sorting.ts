import type { PythonRandom } from "../../python/index.ts";
import type { Document } from "../document.ts";
import { drawLevel, randomOf } from "./random-of.ts";

const STARTS = [
  "b",
  "c",
  "d",
  "f",
  "g",
  "h",
  "k",
  "l",
  "m",
  "n",
  "p",
  "r",
  "s",
  "t",
  "v",
  "w",
  "br",
  "cl",
  "dr",
  "fl",
  "gr",
  "pl",
  "st",
  "tr",
];
const VOWELS = ["a", "e", "i", "o", "u"];
const ENDS = ["", "l", "m", "n", "r", "s", "t"];

/** Made-up words to be put into the order of the alphabet. Higher levels have more words, and words that begin alike. */
export function makeSorting(seed: number, index: number): Document {
  const random = randomOf("sorting", seed, index);
  const level = drawLevel(random);
  const count = 2 * level + random.randomInteger(3, 4);
  const words = new Set<string>();
  while (words.size < count) {
    const alike = random.random() < (level - 1) / 8 ? [...words].at(-1) : undefined;
    words.add(alike === undefined ? syllable(random) + syllable(random) : alike.slice(0, 3) + syllable(random));
  }
  const shuffled = [...words];
  random.shuffle(shuffled);
  const answer = shuffled.toSorted().join(", ");
  return { question: `Sort these words in alphabetical order: ${shuffled.join(", ")}.`, answer, level };
}

function syllable(random: PythonRandom): string {
  return random.choice(STARTS) + random.choice(VOWELS) + random.choice(ENDS);
}
