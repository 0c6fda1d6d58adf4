import { randomOf } from "./random-of.ts";
import type { Document } from "../document.ts";

/** An expression to work out. Placeholder difficulty: see the other makers. */
export function makeArithmetic(seed: number, index: number): Document {
  const random = randomOf(seed, index);
  const a = random.randomInteger(100, 999);
  const b = random.randomInteger(100, 999);
  return { question: `What is ${a} + ${b}?`, answer: String(a + b), level: 1 };
}
