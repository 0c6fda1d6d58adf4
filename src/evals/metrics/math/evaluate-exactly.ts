import type { Expression } from "./expression.ts";
import {
  addRationals,
  compareRationals,
  floorOfRational,
  greatestDivisor,
  multiplyRationals,
  powerOfRational,
  type Rational,
  toRational,
} from "./rational.ts";

const MAX_FACTORIAL = 300n;

/** The value as a fraction, where it is one and of reasonable size; else null. */
export function evaluateExactly(expression: Expression): Rational | null {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "sum":
      return folded(expression.terms, 0n, addRationals);
    case "product":
      return folded(expression.factors, 1n, multiplyRationals);
    case "power":
      return powerOf(expression.base, expression.exponent);
    case "call":
      return expression.isKnown ? callOf(expression.name, expression.parameters) : null;
    default:
      return null;
  }
}

function folded(parts: readonly Expression[], start: bigint, combine: (a: Rational, b: Rational) => Rational | null): Rational | null {
  let total = toRational(start);
  for (const part of parts) {
    const value = total === null ? null : evaluateExactly(part);
    if (total === null || value === null) return null;
    total = combine(total, value);
  }
  return total;
}

function powerOf(baseExpression: Expression, exponentExpression: Expression): Rational | null {
  const base = evaluateExactly(baseExpression);
  const exponent = base === null ? null : evaluateExactly(exponentExpression);
  if (base === null || exponent === null) return null;
  if (exponent.bottom === 1n) return powerOfRational(base, exponent);
  if (exponent.bottom > 64n || base.top < 0n) return null;
  const [top, bottom] = [rootOf(base.top, exponent.bottom), rootOf(base.bottom, exponent.bottom)];
  const root = top === null || bottom === null ? null : toRational(top, bottom);
  return root === null ? null : powerOfRational(root, { top: exponent.top, bottom: 1n });
}

/** The whole root of a whole number, or null when it is none. */
function rootOf(value: bigint, degree: bigint): bigint | null {
  const near = Math.round(Number(value) ** (1 / Number(degree)));
  if (!Number.isSafeInteger(near)) return null;
  const root = BigInt(near);
  return root ** degree === value ? root : null;
}

function callOf(name: string, parameters: readonly Expression[]): Rational | null {
  const values: Rational[] = [];
  for (const parameter of parameters) {
    const value = evaluateExactly(parameter);
    if (value === null) return null;
    values.push(value);
  }
  const [first, second] = values;
  if (first === undefined) return null;
  switch (name) {
    case "abs":
      return { top: first.top < 0n ? -first.top : first.top, bottom: first.bottom };
    case "floor":
      return toRational(floorOfRational(first));
    case "ceiling":
      return toRational(-floorOfRational({ top: -first.top, bottom: first.bottom }));
    case "factorial":
      return isCount(first) ? toRational(productOfRange(1n, first.top)) : null;
    case "binomial":
      return second === undefined || !isCount(first) || !isCount(second) ? null : binomialOf(first.top, second.top);
    case "max":
      return values.reduce((a, b) => (compareRationals(a, b) < 0 ? b : a));
    case "min":
      return values.reduce((a, b) => (compareRationals(a, b) > 0 ? b : a));
    case "gcd":
      return wholesOf(values, (a, b) => greatestDivisor(a, b));
    case "lcm":
      return wholesOf(values, (a, b) => (a * b) / greatestDivisor(a, b));
    case "modulo":
      return second === undefined ? null : moduloOf(first, second);
    default:
      return null;
  }
}

function isCount({ top, bottom }: Rational): boolean {
  return bottom === 1n && top >= 0n && top <= MAX_FACTORIAL;
}

function productOfRange(from: bigint, to: bigint): bigint {
  let product = 1n;
  for (let factor = from; factor <= to; factor++) product *= factor;
  return product;
}

function binomialOf(n: bigint, k: bigint): Rational | null {
  return k > n ? toRational(0n) : toRational(productOfRange(n - k + 1n, n), productOfRange(1n, k));
}

function wholesOf(values: readonly Rational[], combine: (a: bigint, b: bigint) => bigint): Rational | null {
  if (values.some(({ bottom }) => bottom !== 1n)) return null;
  return toRational(values.map(({ top }) => (top < 0n ? -top : top)).reduce(combine));
}

function moduloOf(a: Rational, b: Rational): Rational | null {
  const quotient = toRational(a.top * b.bottom, a.bottom * b.top);
  if (quotient === null) return null;
  const whole = multiplyRationals({ top: -floorOfRational(quotient), bottom: 1n }, b);
  return whole === null ? null : addRationals(a, whole);
}
