import {
  add,
  arcSine,
  arcTangent,
  type Complex,
  complex,
  cosine,
  divide,
  exponential,
  hyperbolicCosine,
  hyperbolicSine,
  logarithm,
  modulus,
  multiply,
  NOT_A_NUMBER,
  power,
  sine,
  squareRoot,
  subtract,
} from "./complex.ts";

const ONE = complex(1);
const HALF_TURN = complex(Math.PI / 2);
const inverted = (a: Complex) => divide(ONE, a);
const arcCosine = (a: Complex) => subtract(HALF_TURN, arcSine(a));
const tangent = (a: Complex) => divide(sine(a), cosine(a));
const hyperbolicTangent = (a: Complex) => divide(hyperbolicSine(a), hyperbolicCosine(a));
const rounded = (round: (value: number) => number) => (a: Complex) => ({ re: round(snapped(a.re)), im: round(snapped(a.im)) });
const areaSine = (a: Complex) => logarithm(add(a, squareRoot(add(multiply(a, a), ONE))));
const areaCosine = (a: Complex) => logarithm(add(a, multiply(squareRoot(add(a, ONE)), squareRoot(subtract(a, ONE)))));
const areaTangent = (a: Complex) => divide(subtract(logarithm(add(ONE, a)), logarithm(subtract(ONE, a))), complex(2));

/** 2.9999999999999996 is meant to be 3. */
function snapped(value: number): number {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-12 * Math.max(1, Math.abs(value)) ? near : value;
}

/** Functions of one number that formulas may name. */
const OF_ONE: Readonly<Record<string, (a: Complex) => Complex>> = {
  sin: sine,
  cos: cosine,
  tan: tangent,
  csc: (a) => inverted(sine(a)),
  sec: (a) => inverted(cosine(a)),
  cot: (a) => divide(cosine(a), sine(a)),
  asin: arcSine,
  acos: arcCosine,
  atan: arcTangent,
  acsc: (a) => arcSine(inverted(a)),
  asec: (a) => arcCosine(inverted(a)),
  acot: (a) => arcTangent(inverted(a)),
  sinh: hyperbolicSine,
  cosh: hyperbolicCosine,
  tanh: hyperbolicTangent,
  asinh: areaSine,
  acosh: areaCosine,
  atanh: areaTangent,
  exp: exponential,
  abs: (a) => complex(modulus(a)),
  conjugate: (a) => complex(a.re, -a.im),
  floor: rounded(Math.floor),
  ceiling: rounded(Math.ceil),
  factorial: (a) => gammaOf(add(a, ONE)),
  gamma: gammaOf,
};

/** Functions of several numbers. */
const OF_MANY: Readonly<Record<string, (values: readonly Complex[]) => Complex>> = {
  log: ([value = NOT_A_NUMBER, base]) => (base === undefined ? logarithm(value) : divide(logarithm(value), logarithm(base))),
  max: (values) => complex(Math.max(...values.map(realOf))),
  min: (values) => complex(Math.min(...values.map(realOf))),
  modulo: ([a = NOT_A_NUMBER, b = NOT_A_NUMBER]) => complex(realOf(a) - realOf(b) * Math.floor(snapped(realOf(a) / realOf(b)))),
  binomial: ([n = NOT_A_NUMBER, k = NOT_A_NUMBER]) =>
    divide(gammaOf(add(n, ONE)), multiply(gammaOf(add(k, ONE)), gammaOf(add(subtract(n, k), ONE)))),
};

/** The value of a known function, or not a number. */
export function callFunction(name: string, values: readonly Complex[]): Complex {
  const [first = NOT_A_NUMBER] = values;
  const single = Object.hasOwn(OF_ONE, name) ? OF_ONE[name] : undefined;
  if (single !== undefined) return single(first);
  const several = Object.hasOwn(OF_MANY, name) ? OF_MANY[name] : undefined;
  return several === undefined ? NOT_A_NUMBER : several(values);
}

function realOf(value: Complex): number {
  return value.im === 0 ? value.re : Number.NaN;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Source: Lanczos approximation, g = 7, n = 9. */
function gammaOf(x: Complex): Complex {
  if (x.re < 0.5) return divide(complex(Math.PI), multiply(sine(multiply(complex(Math.PI), x)), gammaOf(subtract(ONE, x))));
  const shifted = subtract(x, ONE);
  const t = add(shifted, complex(7.5));
  let sum = complex(LANCZOS[0] ?? 1);
  for (const [at, factor] of LANCZOS.entries()) if (at > 0) sum = add(sum, divide(complex(factor), add(shifted, complex(at))));
  const grown = multiply(power(t, add(shifted, complex(0.5))), exponential(subtract(complex(0), t)));
  return multiply(multiply(complex(Math.sqrt(2 * Math.PI)), grown), sum);
}
