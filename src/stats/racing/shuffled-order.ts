import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";

/** The numbers below `count` in random order (Fisher and Yates), the same for the same seed. A race asks documents in such an order. */
export function shuffledOrder(count: number, seed: number): Uint32Array {
  const generator = mersenne(seed);
  const order = Uint32Array.from({ length: count }, (_, place) => place);
  for (let place = count - 1; place > 0; place--) {
    const other = uniformInt(generator, 0, place);
    [order[place], order[other]] = [order[other] as number, order[place] as number];
  }
  return order;
}
