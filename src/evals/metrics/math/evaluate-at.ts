import { add, type Complex, complex, multiply, NOT_A_NUMBER, power } from "./complex.ts";
import type { Expression } from "./expression.ts";
import { callFunction } from "./math-functions.ts";
import { toDouble } from "./rational.ts";

/** What each letter stands for, by `symbolKeyOf`. */
export type Point = (key: string) => Complex;

const CONSTANTS: Readonly<Record<string, Complex>> = {
  pi: complex(Math.PI),
  e: complex(Math.E),
  i: complex(0, 1),
  infinity: complex(Number.POSITIVE_INFINITY),
  nan: NOT_A_NUMBER,
};

/** A letter that may only be real is another one than the same letter that may not. */
export function symbolKeyOf(name: string, isReal: boolean): string {
  return isReal ? name : `${name} (complex)`;
}

/** The value in floating point where letters stand for the point's values; NaN where there is none. */
export function evaluateAt(expression: Expression, point: Point): Complex {
  switch (expression.kind) {
    case "number":
      return complex(toDouble(expression.value));
    case "symbol":
      return point(symbolKeyOf(expression.name, expression.isReal));
    case "constant":
      return CONSTANTS[expression.name] ?? NOT_A_NUMBER;
    case "sum":
      return expression.terms.reduce((total, term) => add(total, evaluateAt(term, point)), complex(0));
    case "product":
      return expression.factors.reduce((total, factor) => multiply(total, evaluateAt(factor, point)), complex(1));
    case "power":
      return power(evaluateAt(expression.base, point), evaluateAt(expression.exponent, point));
    case "call": {
      const values = expression.parameters.map((parameter) => evaluateAt(parameter, point));
      return expression.isKnown ? callFunction(expression.name, values) : point(`${expression.name}(${values.map(keyOf).join(";")})`);
    }
    case "matrix":
      return NOT_A_NUMBER;
  }
}

/** An unknown function has one value for what is the same number but for rounding. */
function keyOf({ re, im }: Complex): string {
  return `${re.toPrecision(9)},${Math.abs(im) < 1e-9 ? 0 : im.toPrecision(9)}`;
}
