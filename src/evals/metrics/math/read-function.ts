import { type Expression, knownCall, powerOf, wholeNumber } from "./expression.ts";
import { evaluateExactly } from "./evaluate-exactly.ts";
import { MathFault } from "./math-fault.ts";
import type { FormulaReader } from "./token-reader.ts";

/** `\sin` and the like to the names that are evaluated. */
const NAMES: Readonly<Record<string, string>> = {
  ceil: "ceiling",
  arcsin: "asin",
  arccos: "acos",
  arctan: "atan",
  arccsc: "acsc",
  arcsec: "asec",
  arccot: "acot",
  arsinh: "asinh",
  arcosh: "acosh",
  artanh: "atanh",
  arcsinh: "asinh",
  arccosh: "acosh",
  arctanh: "atanh",
};
const INVERTIBLE = /^(?:sin|cos|tan|csc|sec|cot|sinh|cosh|tanh)$/;

interface Scripts {
  below: Expression | null;
  above: Expression | null;
}

/** A function of one number, with or without brackets. */
export function readCall(reader: FormulaReader): Expression {
  const name = reader.take().text.slice(1);
  return readArgumentOf(reader, NAMES[name] ?? name, 10n);
}

/** @param defaultBase of `log` without a subscript; null for e */
export function readArgumentOf(reader: FormulaReader, name: string, defaultBase: bigint | null): Expression {
  const { below, above } = readScripts(reader);
  const argument = readArgument(reader);
  const isInverse = above !== null && INVERTIBLE.test(name) && evaluateExactly(above)?.top === -1n;
  if (isInverse) return knownCall(`a${name}`, argument);
  const value = name === "log" || name === "ln" ? logarithmOf(name, argument, below, defaultBase) : knownCall(name, argument);
  return above === null ? value : powerOf(value, above);
}

function logarithmOf(name: string, argument: Expression, base: Expression | null, defaultBase: bigint | null): Expression {
  if (base !== null) return knownCall("log", argument, base);
  return name === "ln" || defaultBase === null ? knownCall("log", argument) : knownCall("log", argument, wholeNumber(defaultBase));
}

function readScripts(reader: FormulaReader): Scripts {
  const scripts: Scripts = { below: null, above: null };
  for (;;) {
    if (scripts.below === null && reader.accept("_") !== null) scripts.below = readScript(reader);
    else if (scripts.above === null && reader.accept("^") !== null) scripts.above = readScript(reader);
    else return scripts;
  }
}

function readScript(reader: FormulaReader): Expression {
  if (reader.accept("{") === null) return reader.readScript();
  const value = reader.readFormula();
  reader.expect("}");
  return value;
}

function readArgument(reader: FormulaReader): Expression {
  if (reader.peek() !== "(") return reader.readBareArgument();
  const inBrackets = reader.attempt(() => {
    reader.take();
    const value = reader.readFormula();
    reader.expect(")");
    return value;
  });
  return inBrackets ?? reader.readBareArgument();
}

/** gcd, lcm, max and min: always with brackets. */
export function readListCall(reader: FormulaReader): Expression {
  return readList(reader, reader.take().text.slice(1));
}

function readList(reader: FormulaReader, name: string): Expression {
  const above = reader.accept("^") === null ? null : readScript(reader);
  reader.expect("(");
  const values = [reader.readFormula()];
  while (reader.accept(",") !== null) values.push(reader.readFormula());
  reader.expect(")");
  const call = knownCall(name, ...values);
  return above === null ? call : powerOf(call, above);
}

/** `\operatorname{lcm}(4, 6)`: only the names that the grammar lists. */
export function readOperator(reader: FormulaReader): Expression {
  reader.take();
  reader.expect("{");
  const name = reader.expect("word").text;
  reader.expect("}");
  if (name === "gcd" || name === "lcm") return readList(reader, name);
  const known = NAMES[name] ?? name;
  if (!/^(?:floor|ceiling|a(?:sin|cos|tan)h)$/.test(known)) throw new MathFault(`${name} is not worked out here`);
  return readArgumentOf(reader, known, null);
}
