import { type Expression, isWhole, knownCall, MINUS_ONE, negated, numberOf, powerOf, productOf, quotientOf, sumOf } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import { readPrimary } from "./read-primary.ts";
import { toRational } from "./rational.ts";
import type { FormulaReader } from "./token-reader.ts";

/** additive: terms with plus and minus between them, from left to right. */
export function readSum(reader: FormulaReader): Expression {
  let sum = readProduct(reader);
  for (;;) {
    if (reader.accept("plus") !== null) sum = combined(sum, readProduct(reader), sumOf);
    else if (reader.accept("minus") !== null) sum = combined(sum, minus(readProduct(reader)), sumOf);
    else return sum;
  }
}

/** mp: factors with signs between them; division goes from left to right. */
function readProduct(reader: FormulaReader): Expression {
  let product = readUnary(reader);
  for (;;) {
    if (reader.accept("times") !== null) product = combined(product, readUnary(reader), productOf);
    else if (reader.accept("divided") !== null) product = combined(product, readUnary(reader), quotientOf);
    else if (reader.accept("modulo") !== null) product = knownCall("modulo", product, readUnary(reader));
    else return product;
  }
}

function readUnary(reader: FormulaReader): Expression {
  return reader.nested(() => {
    if (reader.accept("plus") !== null) return readUnary(reader);
    if (reader.accept("minus") !== null) return minus(readUnary(reader));
    const factors = [readPostfix(reader)];
    while (startsFactor(reader)) factors.push(readPostfix(reader));
    return joined(factors);
  });
}

/** The argument of a function without brackets: as a product, but a second function ends it. */
export function readBareArgument(reader: FormulaReader): Expression {
  const readFactors = (): Expression => {
    if (reader.accept("plus") !== null) return readFactors();
    if (reader.accept("minus") !== null) return minus(readFactors());
    const factors = [readPostfix(reader)];
    while (startsFactor(reader) && !FUNCTIONS.has(reader.peek())) factors.push(readPostfix(reader));
    return joined(factors);
  };
  return reader.nested(() => {
    let product = readFactors();
    for (;;) {
      if (reader.accept("times") !== null) product = combined(product, readFactors(), productOf);
      else if (reader.accept("divided") !== null) product = combined(product, readFactors(), quotientOf);
      else return product;
    }
  });
}

/** Factors without a sign between them, from the right: a whole number before a fraction is a mixed number. */
function joined(factors: readonly Expression[]): Expression {
  return factors.reduceRight((right, left) => {
    const isFraction = right.kind === "number" && !right.isFloat && right.value.top > 0n;
    if (!isWhole(left) || !isFraction) return combined(left, right, productOf);
    const { top, bottom } = right.value;
    const whole = left.value.top * bottom;
    return numberOf(toRational(left.value.top < 0n ? whole - top : whole + top, bottom));
  });
}

function readPostfix(reader: FormulaReader): Expression {
  let value = readPrimary(reader);
  while (reader.accept("^") !== null) value = powerOf(value, readScript(reader));
  for (;;) {
    if (reader.accept("!") !== null) value = knownCall("factorial", value);
    else if (reader.accept("transposed") !== null) value = transposed(value);
    else if (reader.accept("degree") === null) break;
  }
  // A power of a factorial is none to the grammar.
  return value;
}

/** What stands behind ^: one atom, or a formula in braces. */
export function readScript(reader: FormulaReader): Expression {
  if (reader.accept("{") === null) return readPrimary(reader, true);
  const value = reader.readFormula();
  reader.expect("}");
  return value;
}

const FUNCTIONS: ReadonlySet<string> = new Set(["function", "list-function", "operatorname", "root", "e"]);
const FACTOR_STARTS: ReadonlySet<string> = new Set([
  "(",
  "{",
  "[",
  "\\{",
  "boxed",
  "|<",
  "floor<",
  "ceiling<",
  "letter",
  "greek",
  "sign",
  "accent",
  "number",
  "percentage",
  "E",
  "e",
  "differential",
  "infinity",
  "fraction",
  "binomial",
  "matrix<",
  ...FUNCTIONS,
]);

function startsFactor(reader: FormulaReader): boolean {
  return FACTOR_STARTS.has(reader.peek()) || (reader.peek() === "|" && reader.bars === 0);
}

function minus(value: Expression): Expression {
  return value.kind === "matrix" ? scaled(value, MINUS_ONE) : negated(value);
}

function combined(a: Expression, b: Expression, combine: (a: Expression, b: Expression) => Expression): Expression {
  if (a.kind !== "matrix" && b.kind !== "matrix") return combine(a, b);
  if (combine === sumOf && a.kind === "matrix" && b.kind === "matrix") {
    const rows = a.rows.map((row, at) => row.map((cell, place) => sumOf(cell, b.rows[at]?.[place] ?? numberOf(null))));
    return { kind: "matrix", rows };
  }
  if (combine === productOf && a.kind !== "matrix") return scaled(b, a);
  if (combine !== sumOf && b.kind !== "matrix") return scaled(a, combine === productOf ? b : powerOf(b, MINUS_ONE));
  throw new MathFault("matrices are not multiplied here");
}

function scaled(matrix: Expression, factor: Expression): Expression {
  if (matrix.kind !== "matrix") throw new MathFault("a matrix is expected");
  return { kind: "matrix", rows: matrix.rows.map((row) => row.map((cell) => productOf(factor, cell))) };
}

function transposed(value: Expression): Expression {
  if (value.kind !== "matrix") return value;
  const [first = []] = value.rows;
  return { kind: "matrix", rows: first.map((_, place) => value.rows.map((row) => row[place] ?? numberOf(null))) };
}
