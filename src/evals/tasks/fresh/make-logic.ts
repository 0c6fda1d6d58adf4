import type { PythonRandom } from "../../python/index.ts";
import type { Document } from "../document.ts";
import { NAMES } from "./names.ts";
import { drawLevel, randomOf } from "./random-of.ts";

const PLACES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];

/** A race whose order follows from the clues, and from them only in one way: every two neighbours have a clue. */
export function makeLogic(seed: number, index: number): Document {
  const random = randomOf("logic", seed, index);
  const level = drawLevel(random);
  const order = random.sample(NAMES, level + 2);
  const needed = order.slice(1).map((later, at) => neighbours(random, order[at] ?? "", later));
  // A level more, a clue more that is true and not needed.
  const more = Array.from({ length: level - 1 }, () => distant(random, order));
  const clues = [...new Set([...needed, ...more])];
  random.shuffle(clues);
  const place = random.randomBelow(order.length);
  const runners = random.sample(order, order.length);
  const cast = `${runners.slice(0, -1).join(", ")} and ${runners.at(-1)} ran a race, and no two finished together.`;
  return { question: `${cast} ${clues.join(" ")} Who finished ${PLACES[place]}?`, answer: order[place] ?? "", level };
}

function neighbours(random: PythonRandom, earlier: string, later: string): string {
  return random.choice([
    `${earlier} finished before ${later}.`,
    `${later} finished after ${earlier}.`,
    `${later} finished directly after ${earlier}.`,
    `${earlier} finished directly before ${later}.`,
  ]);
}

function distant(random: PythonRandom, order: readonly string[]): string {
  const [one = 0, other = 0] = random.sample([...order.keys()], 2);
  const [earlier, later] = one < other ? [order[one], order[other]] : [order[other], order[one]];
  return random.choice([`${earlier} finished before ${later}.`, `${later} did not finish before ${earlier}.`]);
}
