import { calculate } from "./arithmetic.ts";
import { compileUnary } from "./compile-unary.ts";
import type { Expression } from "./expression.ts";
import type { TokenReader } from "./token-reader.ts";
import { compare, isEqual, isIn, isTrue } from "./values.ts";

/** Compiles `a if b else c` and everything that binds tighter, in Jinja's order. */
export function compileExpression(reader: TokenReader): Expression {
  const value = compileOr(reader);
  if (!reader.takes("if")) return value;
  const condition = compileOr(reader);
  const otherwise = reader.takes("else") ? compileExpression(reader) : () => "";
  return (scope) => (isTrue(condition(scope)) ? value(scope) : otherwise(scope));
}

function compileOr(reader: TokenReader): Expression {
  let left = compileAnd(reader);
  while (reader.takes("or")) {
    const [first, second] = [left, compileAnd(reader)];
    left = (scope) => {
      const value = first(scope);
      return isTrue(value) ? value : second(scope);
    };
  }
  return left;
}

function compileAnd(reader: TokenReader): Expression {
  let left = compileNot(reader);
  while (reader.takes("and")) {
    const [first, second] = [left, compileNot(reader)];
    left = (scope) => {
      const value = first(scope);
      return isTrue(value) ? second(scope) : value;
    };
  }
  return left;
}

function compileNot(reader: TokenReader): Expression {
  if (!reader.takes("not")) return compileComparison(reader);
  const value = compileNot(reader);
  return (scope) => !isTrue(value(scope));
}

type Relation = (left: unknown, right: unknown) => boolean;

const RELATIONS: Readonly<Record<string, Relation>> = {
  "==": isEqual,
  "!=": (left, right) => !isEqual(left, right),
  "<": (left, right) => compare(left, right) < 0,
  "<=": (left, right) => compare(left, right) <= 0,
  ">": (left, right) => compare(left, right) > 0,
  ">=": (left, right) => compare(left, right) >= 0,
};

function takeRelation(reader: TokenReader): Relation | null {
  if (reader.takes("in")) return isIn;
  if (reader.isAt("not") && reader.peek(1)?.text === "in") {
    reader.next();
    reader.next();
    return (left, right) => !isIn(left, right);
  }
  const sign = reader.peek();
  const relation = sign?.kind === "sign" ? RELATIONS[sign.text] : undefined;
  if (relation === undefined) return null;
  reader.next();
  return relation;
}

function compileComparison(reader: TokenReader): Expression {
  const first = compileSum(reader);
  const steps: { relation: Relation; operand: Expression }[] = [];
  for (let relation = takeRelation(reader); relation !== null; relation = takeRelation(reader)) {
    steps.push({ relation, operand: compileSum(reader) });
  }
  if (steps.length === 0) return first;
  return (scope) => {
    let left = first(scope);
    return steps.every(({ relation, operand }) => {
      const right = operand(scope);
      const holds = relation(left, right);
      left = right;
      return holds;
    });
  };
}

const compileSum = (reader: TokenReader) => compileBinary(reader, ["+", "-"], compileJoin);
const compileJoin = (reader: TokenReader) => compileBinary(reader, ["~"], compileProduct);
const compileProduct = (reader: TokenReader) => compileBinary(reader, ["*", "/", "//", "%"], compilePower);
/** From left to right, unlike Python's own. */
const compilePower = (reader: TokenReader) => compileBinary(reader, ["**"], compileUnary);

function compileBinary(reader: TokenReader, signs: readonly string[], compileOperand: (reader: TokenReader) => Expression): Expression {
  let left = compileOperand(reader);
  for (;;) {
    const sign = signs.find((candidate) => reader.takes(candidate));
    if (sign === undefined) return left;
    const [first, second] = [left, compileOperand(reader)];
    left = (scope) => calculate(sign, first(scope), second(scope));
  }
}
