/** The x >= 0 at which the falling function `tail` (1/2 at 0, towards 0) takes the value `target`; by bisection, to the last bits. */
export function invertTail(tail: (x: number) => number, target: number): number {
  let high = 1;
  while (tail(high) > target && high < Number.MAX_VALUE / 2) high *= 2;
  let low = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (tail(middle) > target) low = middle;
    else high = middle;
  }
}
