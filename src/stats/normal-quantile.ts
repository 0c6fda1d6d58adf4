import { upperIncompleteGamma } from "./incomplete-gamma.ts";
import { invertTail } from "./invert-tail.ts";

/** The z that a standard normal variable stays below with the given probability, 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  if (probability < 0.5) return -normalQuantile(1 - probability);
  // P(Z > z) = Q(1/2, z²/2) / 2 for z >= 0.
  return invertTail((z) => upperIncompleteGamma(0.5, (z * z) / 2) / 2, 1 - probability);
}
