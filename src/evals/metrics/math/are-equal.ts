import { type Complex, complex, modulus, subtract } from "./complex.ts";
import { evaluateAt, type Point } from "./evaluate-at.ts";
import { evaluateExactly } from "./evaluate-exactly.ts";
import type { Expression } from "./expression.ts";
import { areSameRational } from "./rational.ts";

const POINTS = 6;
/** Rounding of a formula's evaluation stays below this; different short formulas are farther apart. */
const TOLERANCE = 1e-10;

const MAX_DECIMALS = 7;

/**
 * Whether two formulas have the same value whatever their letters stand for: exactly where they are fractions, else at six
 * fixed pseudo-random points in floating point, of which at least three must have a value.
 */
export function areEqual(a: Expression, b: Expression): boolean {
  if (a.kind === "matrix" || b.kind === "matrix") return areEqualMatrices(a, b);
  const [exactA, exactB] = [evaluateExactly(a), evaluateExactly(b)];
  if (exactA !== null && exactB !== null) return areSameRational(exactA, exactB);
  if (isTruncated(a) || isTruncated(b)) return false;
  let met = 0;
  for (let number = 0; number < POINTS; number++) {
    const point = pointOf(number);
    const [valueA, valueB] = [evaluateAt(a, point), evaluateAt(b, point)];
    if (!isFinite(valueA) || !isFinite(valueB)) continue;
    const size = Math.max(modulus(valueA), modulus(valueB));
    if (modulus(subtract(valueA, valueB)) > TOLERANCE * Math.max(size, 1e-3)) return false;
    met++;
  }
  return met >= POINTS / 2;
}

/** A long decimal was cut off somewhere: it is no root and no multiple of π, however near. A short one may be what a sine is. */
function isTruncated(expression: Expression): boolean {
  return expression.kind === "number" && expression.isFloat && expression.value.bottom.toString(10).length > MAX_DECIMALS;
}

function areEqualMatrices(a: Expression, b: Expression): boolean {
  if (a.kind !== "matrix" || b.kind !== "matrix" || a.rows.length !== b.rows.length) return false;
  return a.rows.every((row, at) => {
    const other = b.rows[at] ?? [];
    return row.length === other.length && row.every((cell, place) => areEqual(cell, other[place] ?? cell));
  });
}

function isFinite({ re, im }: Complex): boolean {
  return Number.isFinite(re) && Number.isFinite(im);
}

/** Point `number`: each letter's value depends on its name only, so that both formulas see the same. */
export function pointOf(number: number): Point {
  return (key) => {
    const [first, second] = [hashOf(`${number}/${key}`), hashOf(`${key}\\${number}`)];
    const isComplex = key.endsWith("(complex)");
    // Mostly positive: a logarithm or root of a negative letter is rarely meant, but must not be taken for the same as its square's.
    const sign = number % 3 === 2 ? -1 : 1;
    return complex(sign * (0.3 + 2 * first), isComplex ? second - 0.5 : 0);
  };
}

/** FNV-1a with a final mix, as a fraction of 1. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  return (hash >>> 0) / 4294967296;
}
