import type { Document } from "../document.ts";
import { NAMES } from "./names.ts";
import { drawLevel, randomOf } from "./random-of.ts";

const COLOURS = ["red", "blue", "green", "yellow", "white", "black", "purple", "orange"];
const OBJECTS = ["ball", "book", "cup", "hat", "lamp", "scarf", "kite", "umbrella"];

/** People who swap what they hold, again and again; asked is what one of them holds in the end. */
export function makeTracking(seed: number, index: number): Document {
  const random = randomOf("tracking", seed, index);
  const level = drawLevel(random);
  const people = random.sample(NAMES, level + 2);
  const all = COLOURS.flatMap((colour) => OBJECTS.map((object) => `${colour} ${object}`));
  const held = random.sample(all, people.length);
  const start = people.map((name, at) => `${name} has the ${held[at]}`);
  const swaps: string[] = [];
  for (let left = level * 2 + 2; left > 0; left--) {
    const [one = 0, other = 0] = random.sample([...people.keys()], 2);
    swaps.push(`${people[one]} and ${people[other]} swap what they have.`);
    [held[one], held[other]] = [held[other] ?? "", held[one] ?? ""];
  }
  const asked = random.randomBelow(people.length);
  const question = `At the start, ${start.slice(0, -1).join(", ")} and ${start.at(-1)}. ${swaps.join(" ")} What does ${people[asked]} have at the end?`;
  return { question, answer: held[asked] ?? "", level };
}
