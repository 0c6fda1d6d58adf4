import type { Voter } from "./answer.ts";

/** A worker's weight as it counts: negative and not finite ones are 0. */
export function incentiveOf({ weight }: Voter): number {
  return Number.isFinite(weight) ? Math.max(0, weight) : 0;
}
