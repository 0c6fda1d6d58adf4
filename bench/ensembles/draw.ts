import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/** Draws of a seeded generator, in [0, 1). */
export type Draw = () => number;

export function seededDraw(seed: number): Draw {
  const generator = mersenne(seed);
  return () => uniformFloat64(generator);
}

/** `count` of the items in random order, without repetition. */
export function drawSome<T>(items: readonly T[], count: number, draw: Draw): T[] {
  const keyed = items.map((item) => ({ item, key: draw() }));
  return keyed
    .toSorted((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ item }) => item);
}
