import { isExpression, MINUS_ONE, type MathValue } from "./expression.ts";
import { keyOfValue } from "./key-of-value.ts";

/** Whether nothing but letters is in it, such as `x`, `f(x)`, `A/S`, `x/2` or `(x, y)`: then an equation says what they are. */
export function isOnlySymbols(value: MathValue): boolean {
  if (value.kind === "tuple") return value.items.every(isOnlySymbols);
  if (!isExpression(value)) return false;
  switch (value.kind) {
    case "symbol":
      return true;
    case "sum":
      return value.terms.every(isOnlySymbols);
    case "product":
      return value.factors.every(isOnlySymbols);
    case "power":
      if (keyOfValue(value.exponent) !== keyOfValue(MINUS_ONE)) return isOnlySymbols(value.base) && isOnlySymbols(value.exponent);
      return value.base.kind === "number" || isOnlySymbols(value.base);
    case "call":
      return value.parameters.every(isOnlySymbols);
    default:
      return false;
  }
}
