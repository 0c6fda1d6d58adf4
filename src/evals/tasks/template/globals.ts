import { TemplateFault } from "./template-fault.ts";
import { type Callable, numberOf, present } from "./values.ts";

const MAX_RANGE = 100_000;

const range: Callable = (positional) => {
  const numbers = positional.map((value) => numberOf(present(value)));
  if (numbers.length === 0 || numbers.includes(null)) throw new TemplateFault("range needs whole numbers");
  const [start = 0, stop = 0, step = 1] = (numbers.length === 1 ? [0, ...numbers] : numbers).map(Number);
  if (step === 0 || (stop - start) / step > MAX_RANGE) throw new TemplateFault(`a range may have ${MAX_RANGE} items`);
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, at) => start + at * step);
};

/** Functions that every template has. */
export const GLOBALS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ["range", range],
  ["dict", (_positional, named) => ({ ...named })],
  ["namespace", (_positional, named) => ({ ...named })],
]);
