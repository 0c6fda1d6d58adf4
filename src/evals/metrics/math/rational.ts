/** An exact fraction: the denominator is positive, and the two have no common divisor. */
export interface Rational {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Larger numbers are left to floating point: exactness must not cost unbounded time. */
const MAX_BITS = 4096;

/** The fraction top / bottom in lowest terms; null for a division by zero or for numbers of more than 4,096 bits. */
export function toRational(top: bigint, bottom = 1n): Rational | null {
  if (bottom === 0n || bitsOf(top) > MAX_BITS || bitsOf(bottom) > MAX_BITS) return null;
  const divisor = greatestDivisor(top, bottom);
  const sign = bottom < 0n ? -1n : 1n;
  return { top: (sign * top) / divisor, bottom: (sign * bottom) / divisor };
}

/** Reads digits with an optional fraction, such as `12`, `.5` or `0.25`; null for anything else. */
export function readDecimal(text: string): Rational | null {
  const parts = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  if (whole === "" && fraction === "") return null;
  if (whole.length + fraction.length > MAX_BITS / 4) return null;
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return power >= 0 ? toRational(digits * 10n ** BigInt(power)) : toRational(digits, 10n ** BigInt(-power));
}

export function addRationals(a: Rational, b: Rational): Rational | null {
  return toRational(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

export function multiplyRationals(a: Rational, b: Rational): Rational | null {
  return toRational(a.top * b.top, a.bottom * b.bottom);
}

/** base ^ exponent for a whole exponent; null when it is not whole, too large, or divides by zero. */
export function powerOfRational(base: Rational, exponent: Rational): Rational | null {
  if (exponent.bottom !== 1n) return null;
  const size = exponent.top < 0n ? -exponent.top : exponent.top;
  const bits = Math.max(bitsOf(base.top), bitsOf(base.bottom));
  if (size > BigInt(MAX_BITS) || (bits > 1 && Number(size) * bits > MAX_BITS)) return null;
  const [top, bottom] = exponent.top < 0n ? [base.bottom, base.top] : [base.top, base.bottom];
  return toRational(top ** size, bottom ** size);
}

export function areSameRational(a: Rational, b: Rational): boolean {
  return a.top === b.top && a.bottom === b.bottom;
}

/** Less than zero, zero, or more than zero as a is less than, equal to, or more than b. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The largest whole number that is not larger. */
export function floorOfRational({ top, bottom }: Rational): bigint {
  const quotient = top / bottom;
  return top < 0n && quotient * bottom !== top ? quotient - 1n : quotient;
}

/** The nearest double. */
export function toDouble({ top, bottom }: Rational): number {
  const [a, b] = [Number(top), Number(bottom)];
  if (Number.isFinite(a) && Number.isFinite(b)) return a / b;
  const shift = BigInt(Math.max(bitsOf(top), bitsOf(bottom)) - 1000);
  return Number(top >> shift) / Number(bottom >> shift);
}

export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(16).length * 4;
}
