/**
 * The numbers below `count` in their order, but never one above another that is better than it: each time the first of those that nobody left is
 * better than. Where "better" goes round in a circle the first of all is taken.
 */
export function orderByEvidence(count: number, isBetter: (a: number, b: number) => boolean): number[] {
  const left = new Set(Array.from({ length: count }, (_, number) => number));
  const betterLeft = [...left].map((own) => [...left].filter((other) => isBetter(other, own)).length);
  const order: number[] = [];
  while (left.size > 0) {
    const [first = 0] = left;
    const next = [...left].find((own) => betterLeft[own] === 0) ?? first;
    left.delete(next);
    order.push(next);
    for (const other of left) if (isBetter(next, other)) betterLeft[other] = (betterLeft[other] ?? 1) - 1;
  }
  return order;
}
