import { symbolKeyOf } from "./evaluate-at.ts";
import type { Expression } from "./expression.ts";

/** The letters of a formula. */
export function symbolsOf(expression: Expression): Set<string> {
  switch (expression.kind) {
    case "symbol":
      return new Set([symbolKeyOf(expression.name, expression.isReal)]);
    case "sum":
      return union(expression.terms);
    case "product":
      return union(expression.factors);
    case "power":
      return union([expression.base, expression.exponent]);
    case "call":
      return union(expression.parameters);
    case "matrix":
      return union(expression.rows.flat());
    default:
      return new Set();
  }
}

function union(parts: readonly Expression[]): Set<string> {
  return new Set(parts.flatMap((part) => [...symbolsOf(part)]));
}
