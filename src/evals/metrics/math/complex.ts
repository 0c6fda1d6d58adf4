/** A complex number in floating point. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const NOT_A_NUMBER = complex(Number.NaN, Number.NaN);
const ONE = complex(1);
const I = complex(0, 1);

export function add(a: Complex, b: Complex): Complex {
  return { re: a.re + b.re, im: a.im + b.im };
}

export function subtract(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

export function multiply(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function divide(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

export function modulus(a: Complex): number {
  return Math.hypot(a.re, a.im);
}

export function exponential(a: Complex): Complex {
  const size = Math.exp(a.re);
  return a.im === 0 ? complex(size) : { re: size * Math.cos(a.im), im: size * Math.sin(a.im) };
}

/** The principal branch. */
export function logarithm(a: Complex): Complex {
  return { re: Math.log(modulus(a)), im: Math.atan2(a.im, a.re) };
}

export function power(base: Complex, exponent: Complex): Complex {
  if (exponent.im === 0 && Number.isInteger(exponent.re) && Math.abs(exponent.re) <= 1024) return wholePower(base, exponent.re);
  if (base.re === 0 && base.im === 0) return exponent.re > 0 ? complex(0) : NOT_A_NUMBER;
  if (base.im === 0 && exponent.im === 0 && base.re > 0) return complex(base.re ** exponent.re);
  return exponential(multiply(exponent, logarithm(base)));
}

function wholePower(base: Complex, exponent: number): Complex {
  let result = ONE;
  let square = base;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return exponent < 0 ? divide(ONE, result) : result;
}

export function squareRoot(a: Complex): Complex {
  return power(a, complex(0.5));
}

export function sine(a: Complex): Complex {
  if (a.im === 0) return complex(Math.sin(a.re));
  return { re: Math.sin(a.re) * Math.cosh(a.im), im: Math.cos(a.re) * Math.sinh(a.im) };
}

export function cosine(a: Complex): Complex {
  if (a.im === 0) return complex(Math.cos(a.re));
  return { re: Math.cos(a.re) * Math.cosh(a.im), im: -Math.sin(a.re) * Math.sinh(a.im) };
}

export function arcSine(a: Complex): Complex {
  if (a.im === 0 && Math.abs(a.re) <= 1) return complex(Math.asin(a.re));
  const inner = logarithm(add(multiply(I, a), squareRoot(subtract(ONE, multiply(a, a)))));
  return { re: inner.im, im: -inner.re };
}

export function arcTangent(a: Complex): Complex {
  if (a.im === 0) return complex(Math.atan(a.re));
  const turned = multiply(I, a);
  const inner = divide(logarithm(divide(add(ONE, turned), subtract(ONE, turned))), complex(0, 2));
  return inner;
}

export function hyperbolicSine(a: Complex): Complex {
  return { re: Math.sinh(a.re) * Math.cos(a.im), im: Math.cosh(a.re) * Math.sin(a.im) };
}

export function hyperbolicCosine(a: Complex): Complex {
  return { re: Math.cosh(a.re) * Math.cos(a.im), im: Math.sinh(a.re) * Math.sin(a.im) };
}
