import { randomInt } from "node:crypto";

const SEEDS = 2 ** 31;

/** A seed of the choice of documents; it is stored with the sampling. */
export function chooseSeed(): number {
  return randomInt(SEEDS);
}
