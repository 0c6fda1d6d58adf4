import { calculate } from "./arithmetic.ts";
import { compileFilters, compileItems } from "./compile-postfix.ts";
import { compilePrimary } from "./compile-primary.ts";
import type { Expression } from "./expression.ts";
import type { TokenReader } from "./token-reader.ts";

/** Compiles a value, its signs, and its filters and tests; those take the value with its sign, as in Jinja: `-1|abs` is 1. */
export function compileUnary(reader: TokenReader): Expression {
  return compileFilters(reader, compileSigned(reader));
}

function compileSigned(reader: TokenReader): Expression {
  const sign = ["-", "+"].find((candidate) => reader.takes(candidate));
  if (sign === undefined) return compileItems(reader, compilePrimary(reader));
  const operand = compileSigned(reader);
  return compileItems(reader, (scope) => calculate(sign, 0, operand(scope)));
}
