import { tupleOf } from "../../python/index.ts";
import type { Expression } from "./expression.ts";
import { TemplateFault } from "./template-fault.ts";
import type { TokenReader } from "./token-reader.ts";
import { present, toFloatValue } from "./values.ts";

const CONSTANTS = new Map<string, unknown>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** Compiles a name, a constant, a literal, or an expression in brackets. */
export function compilePrimary(reader: TokenReader): Expression {
  const { kind, text } = reader.next();
  if (kind === "number") return constant(/[.eE]/.test(text) ? toFloatValue(Number(text)) : Number(text));
  if (kind === "string") return compileString(reader, text);
  if (kind === "name") return CONSTANTS.has(text) ? constant(CONSTANTS.get(text)) : (scope) => scope.find(text);
  if (text === "[") return compileList(reader, "]");
  if (text === "{") return compileMapping(reader);
  if (text !== "(") throw new TemplateFault(`${text} is not expected`);
  const first = reader.isAt(")") ? null : reader.expression();
  if (first !== null && reader.takes(")")) return first;
  return compileList(reader, ")", first);
}

function constant(value: unknown): Expression {
  return () => value;
}

/** Neighbouring strings are one. */
function compileString(reader: TokenReader, first: string): Expression {
  let text = first;
  while (reader.peek()?.kind === "string") text += reader.next().text;
  return constant(text);
}

function compileList(reader: TokenReader, end: string, first: Expression | null = null): Expression {
  const items = first === null ? [] : [first];
  while (!reader.takes(end)) {
    if (items.length > 0) reader.expect(",");
    if (reader.takes(end)) break;
    items.push(reader.expression());
  }
  const values = (scope: Parameters<Expression>[0]) => items.map((item) => present(item(scope)));
  return end === ")" ? (scope) => tupleOf(values(scope)) : values;
}

function compileMapping(reader: TokenReader): Expression {
  const entries: [Expression, Expression][] = [];
  while (!reader.takes("}")) {
    if (entries.length > 0) reader.expect(",");
    if (reader.takes("}")) break;
    const key = reader.expression();
    reader.expect(":");
    entries.push([key, reader.expression()]);
  }
  return (scope) => Object.fromEntries(entries.map(([key, value]) => [String(present(key(scope))), present(value(scope))]));
}
