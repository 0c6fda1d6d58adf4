import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";

/**
 * Two orders in which a judge sees the candidates. The first is drawn, so that it says nothing about them; in the second
 * each stands at another place: a judge that always takes the same place contradicts itself.
 * @param seed the same seed gives the same orders
 * @returns positions of candidates, the one shown first first
 */
export function judgeOrders(count: number, seed: number): [first: number[], second: number[]] {
  const random = mersenne(seed);
  const keys = Array.from({ length: count }, () => uniformFloat64(random));
  const order = [...keys.keys()].toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
  const half = Math.ceil(count / 2);
  return [order, [...order.slice(half), ...order.slice(0, half)]];
}
