import { type Expression, negated, numberOf, powerOf, productOf, quotientOf, sumOf } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import { readDecimal } from "./rational.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";

/** Reads plain arithmetic such as `(3 + 4)/2` as Python reads it, `^` being a power. A MathFault for everything else. */
export function readArithmetic(text: string): Expression {
  const tokens = [...text.matchAll(/\s+|\*\*|\^|(?:\d+\.?\d*|\.\d+)|[-+*/()]|[^]/g)]
    .map(([token]) => token)
    .filter((token) => token.trim() !== "")
    .map((token) => ({ kind: /^[\d.]+$/.test(token) ? "number" : token === "^" ? "**" : token, text: token }));
  const reader = createTokenReader(tokens);
  const value = readSum(reader);
  if (reader.peek() !== "") throw new MathFault("more than one expression");
  return value;
}

function readSum(reader: TokenReader): Expression {
  return reader.nested(() => {
    let sum = readProduct(reader);
    for (;;) {
      if (reader.accept("+") !== null) sum = sumOf(sum, readProduct(reader));
      else if (reader.accept("-") !== null) sum = sumOf(sum, negated(readProduct(reader)));
      else return sum;
    }
  });
}

function readProduct(reader: TokenReader): Expression {
  let product = readUnary(reader);
  for (;;) {
    if (reader.accept("*") !== null) product = productOf(product, readUnary(reader));
    else if (reader.accept("/") !== null) product = quotientOf(product, readUnary(reader));
    else return product;
  }
}

function readUnary(reader: TokenReader): Expression {
  return reader.nested(() => {
    if (reader.accept("+") !== null) return readUnary(reader);
    if (reader.accept("-") !== null) return negated(readUnary(reader));
    const base = readItem(reader);
    return reader.accept("**") === null ? base : powerOf(base, readUnary(reader));
  });
}

function readItem(reader: TokenReader): Expression {
  if (reader.accept("(") !== null) {
    const value = readSum(reader);
    reader.expect(")");
    return value;
  }
  const { text } = reader.expect("number");
  if (/^0\d/.test(text)) throw new MathFault("a number begins with 0");
  return numberOf(readDecimal(text), text.includes("."));
}
