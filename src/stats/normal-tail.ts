import { upperIncompleteGamma } from "./incomplete-gamma.ts";

/** The chance that a standard normal variable exceeds z. */
export function normalTail(z: number): number {
  const tail = upperIncompleteGamma(0.5, (z * z) / 2) / 2;
  return z >= 0 ? tail : 1 - tail;
}
