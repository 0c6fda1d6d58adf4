import { type Expression, knownCall, numberOf, PERCENT, powerOf, productOf, quotientOf, wholeNumber } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import { readDecimal } from "./rational.ts";
import { readCall, readListCall, readOperator } from "./read-function.ts";
import { readSymbol, symbolOf } from "./read-symbol.ts";
import type { FormulaReader } from "./token-reader.ts";

const CLOSINGS: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", "\\{": "\\}" };

/** comp and atom: whatever stands as one factor. `isAtom`: what may stand behind ^ or _ without braces. */
export function readPrimary(reader: FormulaReader, isAtom = false): Expression {
  const atom = readAtom(reader, isAtom);
  if (atom !== null) return atom;
  if (isAtom) throw new MathFault("braces are missing");
  const kind = reader.peek();
  const closing = CLOSINGS[kind];
  if (closing !== undefined) return readGroup(reader, closing);
  reader.take();
  switch (kind) {
    case "boxed":
      reader.expect("{");
      return readUntil(reader, "}");
    case "|":
      return readAbsolute(reader);
    case "|<":
      return knownCall("abs", readUntil(reader, "|>"));
    case "floor<":
      return knownCall("floor", readUntil(reader, "floor>"));
    case "ceiling<":
      return knownCall("ceiling", readUntil(reader, "ceiling>"));
    case "fraction":
      return quotientOf(...readPair(reader));
    case "binomial":
      return knownCall("binomial", ...readPair(reader));
    case "root":
      return readRoot(reader);
    case "matrix<":
      return readMatrix(reader);
    default:
      throw new MathFault(`nothing begins with ${kind}`);
  }
}

function readAtom(reader: FormulaReader, isAtom: boolean): Expression | null {
  switch (reader.peek()) {
    case "number":
      return readNumber(reader);
    case "percentage":
      return productOf(decimalOf(reader.take().text.replace(/[ \t\r\n]?\\?%$/, "")), PERCENT);
    case "infinity":
      reader.take();
      return { kind: "constant", name: "infinity" };
    case "letter":
    case "greek":
    case "sign":
    case "accent":
      return readSymbol(reader, isAtom);
    case "E":
      reader.take();
      return symbolOf(reader, "e");
    case "differential":
      return symbolOf(reader, `d${reader.take().text.slice(1).trim().replace("\\", "")}`);
    case "e":
      return isAtom ? null : readExponential(reader);
    case "function":
      return isAtom ? null : readCall(reader);
    case "list-function":
      return isAtom ? null : readListCall(reader);
    case "operatorname":
      return isAtom ? null : readOperator(reader);
    default:
      return null;
  }
}

/** A number's subscript, such as that of a base, says nothing here. */
function readNumber(reader: FormulaReader): Expression {
  const { text } = reader.take();
  if (reader.peek() === "_") skipSubscript(reader);
  return decimalOf(text);
}

export function decimalOf(text: string): Expression {
  return numberOf(readDecimal(text.replace("E+", "E")), /[.E]/.test(text));
}

function skipSubscript(reader: FormulaReader): void {
  reader.take();
  if (reader.accept("{") === null) readPrimary(reader, true);
  else readUntil(reader, "}");
}

function readExponential(reader: FormulaReader): Expression {
  reader.take();
  const base: Expression = { kind: "constant", name: "e" };
  if (reader.accept("^") === null) return base;
  if (reader.accept("{") === null) return powerOf(base, readPrimary(reader, true));
  return powerOf(base, readUntil(reader, "}"));
}

function readGroup(reader: FormulaReader, closing: string): Expression {
  const isBrace = reader.take().kind === "{";
  const value = reader.readFormula();
  if (isBrace && reader.accept("choose") !== null) return knownCall("binomial", value, readUntil(reader, "}"));
  reader.expect(closing);
  return value;
}

function readUntil(reader: FormulaReader, closing: string): Expression {
  const value = reader.readFormula();
  reader.expect(closing);
  return value;
}

function readAbsolute(reader: FormulaReader): Expression {
  reader.bars++;
  try {
    return knownCall("abs", readUntil(reader, "|"));
  } finally {
    reader.bars--;
  }
}

function readPair(reader: FormulaReader): [Expression, Expression] {
  reader.expect("{");
  const first = readUntil(reader, "}");
  reader.expect("{");
  return [first, readUntil(reader, "}")];
}

function readRoot(reader: FormulaReader): Expression {
  const degree = reader.accept("[") === null ? wholeNumber(2n) : readUntil(reader, "]");
  reader.expect("{");
  return powerOf(readUntil(reader, "}"), quotientOf(wholeNumber(1n), degree));
}

function readMatrix(reader: FormulaReader): Expression {
  const rows: Expression[][] = [[reader.readFormula()]];
  for (;;) {
    if (reader.accept("column") !== null) rows.at(-1)?.push(reader.readFormula());
    else if (reader.accept("matrix>") !== null) return { kind: "matrix", rows };
    else {
      reader.expect("row");
      if (reader.accept("matrix>") !== null) return { kind: "matrix", rows };
      rows.push([reader.readFormula()]);
    }
  }
}
