import type { PythonRandom } from "../../python/index.ts";
import type { Document } from "../document.ts";
import { drawLevel, randomOf } from "./random-of.ts";

interface Expression {
  text: string;
  value: number;
  /** Whether it needs brackets inside a product or behind a minus. */
  isSum: boolean;
}

/** How many numbers a level has, how large they are, and how many of the operations are products. */
const LEVELS = [
  { numbers: 3, digits: 4, products: 0 },
  { numbers: 4, digits: 4, products: 0 },
  { numbers: 4, digits: 3, products: 1 },
  { numbers: 5, digits: 3, products: 1 },
  { numbers: 6, digits: 3, products: 2 },
] as const;

/** An expression of whole numbers with +, - and *, to be worked out. The answer is exact: it stays far below 2^53. */
export function makeArithmetic(seed: number, index: number): Document {
  const random = randomOf("arithmetic", seed, index);
  const level = drawLevel(random);
  const { numbers, digits, products } = LEVELS[level - 1] ?? LEVELS[0];
  const signs = Array.from({ length: numbers - 1 }, (_, at) => (at < products ? "*" : random.choice(["+", "-"])));
  random.shuffle(signs);
  let parts = Array.from({ length: numbers }, () => number(random.randomInteger(10 ** (digits - 1), 10 ** digits - 1)));
  for (const sign of signs) {
    const at = random.randomBelow(parts.length - 1);
    const [left, right] = [parts[at], parts[at + 1]];
    if (left === undefined || right === undefined) break;
    parts = [...parts.slice(0, at), join(random, sign, left, right), ...parts.slice(at + 2)];
  }
  const { text, value } = parts[0] ?? number(0);
  return { question: `What is ${text}?`, answer: String(value), level };
}

function number(value: number): Expression {
  return { text: String(value), value, isSum: false };
}

function join(random: PythonRandom, sign: string, left: Expression, right: Expression): Expression {
  if (sign === "*") return { text: `${bracketed(left)} * ${bracketed(right)}`, value: left.value * right.value, isSum: false };
  // Brackets that change nothing are left out half of the time.
  const needsBrackets = right.isSum && (sign === "-" || random.random() < 0.5);
  const behind = needsBrackets ? bracketed(right) : right.text;
  const value = sign === "+" ? left.value + right.value : left.value - right.value;
  return { text: `${left.text} ${sign} ${behind}`, value, isSum: true };
}

function bracketed({ text, isSum }: Expression): string {
  return isSum ? `(${text})` : text;
}
