import { incompleteBeta } from "./incomplete-beta.ts";
import { invertTail } from "./invert-tail.ts";

/** The t that a Student variable with these degrees of freedom stays below with the given probability, 0 < probability < 1. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degreesOfFreedom);
  // P(T > t) = I_{v/(v+t²)}(v/2, 1/2) / 2 for t >= 0.
  const tail = (t: number) => incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return invertTail(tail, 1 - probability);
}
