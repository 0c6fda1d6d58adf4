import { type Expression, knownCall, MINUS_ONE, numberOf, powerOf, productOf, wholeNumber } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import { readDecimal } from "./rational.ts";
import { readArgumentOf } from "./read-function.ts";
import type { FormulaReader } from "./token-reader.ts";

const CLOSINGS: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", "\\{": "\\}" };
const FUNCTION_NAMES: Readonly<Record<string, string>> = {
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  arccsc: "acsc",
  arcsec: "asec",
  arccot: "acot",
  lg: "log",
  arsinh: "asinh",
  arcosh: "acosh",
  artanh: "atanh",
};

/** One factor of `parse_latex`'s grammar. `isAtom`: what may stand behind ^ or _ without braces. */
export function readSympyPrimary(reader: FormulaReader, isAtom: boolean): Expression {
  const kind = reader.peek();
  switch (kind) {
    case "digit":
      return readNumber(reader);
    case "letter":
    case "symbol":
      return readSymbol(reader, isAtom);
    case "differential":
      return symbolOf(`d${reader.take().text.slice(1).trim().replace("\\", "")}`);
    case "fraction":
      return readFraction(reader);
    case "binomial": {
      reader.take();
      const n = readGroup(reader, "{", "}");
      return knownCall("binomial", n, readGroup(reader, "{", "}"));
    }
    case "mathit":
      return readItalic(reader);
    default:
      if (isAtom) throw new MathFault("no atom");
      return readCompound(reader, kind);
  }
}

function readCompound(reader: FormulaReader, kind: string): Expression {
  const closing = CLOSINGS[kind];
  if (closing !== undefined) return readGroup(reader, kind, closing);
  switch (kind) {
    case "|":
      return readAbsolute(reader);
    case "floor<":
      return knownCall("floor", readGroup(reader, kind, "floor>"));
    case "ceiling<":
      return knownCall("ceiling", readGroup(reader, kind, "ceiling>"));
    case "function": {
      const name = reader.take().text.slice(1);
      return readArgumentOf(reader, FUNCTION_NAMES[name] ?? name, name === "lg" ? 10n : null);
    }
    case "root": {
      reader.take();
      const degree = reader.peek() === "[" ? readGroup(reader, "[", "]") : wholeNumber(2n);
      return powerOf(readGroup(reader, "{", "}"), powerOf(degree, MINUS_ONE));
    }
    case "conjugate":
      reader.take();
      return knownCall("conjugate", readGroup(reader, "{", "}"));
    default:
      throw new MathFault(`nothing begins with ${kind}`);
  }
}

function readGroup(reader: FormulaReader, opening: string, closing: string): Expression {
  reader.expect(opening);
  const value = reader.readFormula();
  reader.expect(closing);
  return value;
}

function readAbsolute(reader: FormulaReader): Expression {
  reader.bars++;
  try {
    return knownCall("abs", readGroup(reader, "|", "|"));
  } finally {
    reader.bars--;
  }
}

/** Digits, with commas before every three of them, and a fraction; spaces between digits do not matter. */
function readNumber(reader: FormulaReader): Expression {
  let digits = readDigits(reader);
  while (reader.peek() === "comma" && [1, 2, 3].every((ahead) => reader.peek(ahead) === "digit")) {
    reader.take();
    digits += reader.take().text + reader.take().text + reader.take().text;
  }
  if (reader.peek() !== "point") return wholeOf(digits);
  reader.take();
  if (reader.peek() !== "digit") throw new MathFault("a point without digits");
  return numberOf(readDecimal(`${digits}.${readDigits(reader)}`), true);
}

/** Python refuses a whole number that begins with 0, and so does SymPy. */
function wholeOf(digits: string): Expression {
  if (/^0+[1-9]/.test(digits)) throw new MathFault("a number begins with 0");
  return numberOf(readDecimal(digits));
}

/** The digits below a function: `\log_28` has no other argument than the 8. */
export function readDigitsBelow(reader: FormulaReader): Expression {
  if (reader.peek() !== "digit") return reader.readAtom();
  let digits = reader.take().text;
  while (reader.peek() === "digit" && reader.peek(1) !== "") digits += reader.take().text;
  return wholeOf(digits);
}

function readDigits(reader: FormulaReader): string {
  let digits = "";
  while (reader.peek() === "digit") digits += reader.take().text;
  return digits;
}

function symbolOf(name: string): Expression {
  return { kind: "symbol", name, isReal: false };
}

/** A letter or command with a subscript; before round brackets it is always a function's name. */
function readSymbol(reader: FormulaReader, isAtom: boolean): Expression {
  const token = reader.take();
  let name = token.text.replace(/^\\/, "");
  if (name === "infty" && token.kind === "symbol") return { kind: "constant", name: "infinity" };
  if (reader.accept("_") !== null) name += `_${readSubscript(reader)}`;
  name += reader.accept("quotes")?.text ?? "";
  if (isAtom || reader.peek() !== "(") return symbolOf(name);
  reader.take();
  const parameters = [reader.readFormula()];
  while (reader.accept("comma") !== null) parameters.push(reader.readFormula());
  reader.expect(")");
  return { kind: "call", name, isKnown: false, parameters };
}

function readSubscript(reader: FormulaReader): string {
  return reader.textOf(() => (reader.peek() === "{" ? readGroup(reader, "{", "}") : reader.readAtom())).replaceAll(/[{}]/g, "");
}

/** `\frac12` is a half: a digit may stand without braces. */
function readFraction(reader: FormulaReader): Expression {
  reader.take();
  const top = readPart(reader);
  return productOf(top, powerOf(readPart(reader), MINUS_ONE));
}

function readPart(reader: FormulaReader): Expression {
  if (reader.peek() !== "digit") return readGroup(reader, "{", "}");
  return numberOf(readDecimal(reader.take().text));
}

function readItalic(reader: FormulaReader): Expression {
  reader.take();
  reader.expect("{");
  let name = "";
  while (reader.peek() === "letter") name += reader.take().text;
  reader.expect("}");
  return symbolOf(name);
}
