import { type Expression, knownCall, MINUS_ONE, negated, numberOf, powerOf, productOf, sumOf } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import { readDigitsBelow, readSympyPrimary } from "./read-sympy-primary.ts";
import { scanSympyLatex } from "./scan-sympy-latex.ts";
import { symbolsOf } from "./symbols-of.ts";
import { createTokenReader, type FormulaReader } from "./token-reader.ts";

/**
 * Reads LaTeX as SymPy 1.13's `parse_latex` does: the longest formula at the beginning; what follows does not matter. A relation
 * or an unfinished formula is a MathFault, as are integrals, sums, limits and derivatives.
 */
export function readSympyLatex(latex: string): Expression {
  const reader: FormulaReader = {
    ...createTokenReader(scanSympyLatex(latex)),
    isReal: false,
    bars: 0,
    readFormula: () => reader.nested(() => readSum(reader)),
    readAtom: () => readSympyPrimary(reader, true),
    readScript: () => readDigitsBelow(reader),
    readBareArgument: () => readProduct(reader, true),
  };
  const value = reader.readFormula();
  if (reader.peek() === "relation" || reader.peek() === "fault") throw new MathFault("a relation, or nothing known");
  return value;
}

function readSum(reader: FormulaReader): Expression {
  let sum = readProduct(reader, false);
  for (;;) {
    if (reader.accept("plus") !== null) sum = sumOf(sum, readProduct(reader, false));
    else if (reader.accept("minus") !== null) sum = sumOf(sum, negated(readProduct(reader, false)));
    else return sum;
  }
}

/** @param isBare as a function's argument: a second function ends it */
function readProduct(reader: FormulaReader, isBare: boolean): Expression {
  let product = readUnary(reader, isBare);
  for (;;) {
    if (reader.accept("times") !== null) product = productOf(product, readUnary(reader, isBare));
    else if (reader.accept("divided") !== null) product = productOf(product, powerOf(readUnary(reader, isBare), MINUS_ONE));
    else return product;
  }
}

function readUnary(reader: FormulaReader, isBare: boolean): Expression {
  return reader.nested(() => {
    if (reader.accept("plus") !== null) return readUnary(reader, isBare);
    if (reader.accept("minus") !== null) return negated(readUnary(reader, isBare));
    const factors = [readPostfix(reader)];
    while (startsFactor(reader, isBare)) factors.push(readPostfix(reader));
    return joined(factors);
  });
}

/** An x between factors without letters is a sign for times. */
function joined(factors: readonly Expression[]): Expression {
  const kept = factors.filter((factor, at) => {
    const [before, after] = [factors[at - 1], factors[at + 1]];
    if (factor.kind !== "symbol" || factor.name !== "x" || before === undefined || after === undefined) return true;
    return symbolsOf(before).size > 0 || symbolsOf(after).size > 0;
  });
  return kept.length === 0 ? numberOf(null) : kept.reduceRight((right, left) => productOf(left, right));
}

function readPostfix(reader: FormulaReader): Expression {
  let value = readSympyPrimary(reader, false);
  while (reader.accept("^") !== null) {
    if (reader.accept("{") === null) value = powerOf(value, readSympyPrimary(reader, true));
    else {
      value = powerOf(value, reader.readFormula());
      reader.expect("}");
    }
  }
  while (reader.accept("!") !== null) value = knownCall("factorial", value);
  return value;
}

const FUNCTIONS: ReadonlySet<string> = new Set(["function", "root", "conjugate"]);
const STARTS: ReadonlySet<string> = new Set([
  "(",
  "{",
  "[",
  "\\{",
  "floor<",
  "ceiling<",
  "letter",
  "symbol",
  "digit",
  "differential",
  "mathit",
  "fraction",
  "binomial",
  ...FUNCTIONS,
]);

function startsFactor(reader: FormulaReader, isBare: boolean): boolean {
  const kind = reader.peek();
  if (kind === "fault" || kind === "unsupported") throw new MathFault("nothing known");
  if (kind === "|") return reader.bars === 0;
  return STARTS.has(kind) && !(isBare && FUNCTIONS.has(kind));
}
