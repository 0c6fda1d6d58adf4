import { type Rational, toRational } from "./rational.ts";

/** What a formula says. Immutable trees; nothing is simplified when one is built but fractions of whole numbers. */
export type Expression =
  /** `isFloat`: written with a decimal point, so that it is compared after rounding. */
  | { readonly kind: "number"; readonly value: Rational; readonly isFloat: boolean }
  /** `isReal`: what the letter may stand for when two formulas are compared. */
  | { readonly kind: "symbol"; readonly name: string; readonly isReal: boolean }
  | { readonly kind: "constant"; readonly name: Constant }
  | { readonly kind: "sum"; readonly terms: readonly Expression[] }
  | { readonly kind: "product"; readonly factors: readonly Expression[] }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression }
  /** A function by its name here (`sin`, `log` of value and base, `abs`), or, unless `isKnown`, any letter before brackets. */
  | { readonly kind: "call"; readonly name: string; readonly isKnown: boolean; readonly parameters: readonly Expression[] }
  | { readonly kind: "matrix"; readonly rows: readonly (readonly Expression[])[] };

export type Constant = "pi" | "e" | "i" | "infinity" | "nan";

export type RelationSign = "=" | "!=" | "<" | "<=" | ">" | ">=";

export interface Relation {
  readonly kind: "relation";
  readonly sign: RelationSign;
  readonly left: MathValue;
  readonly right: MathValue;
}

export interface Interval {
  readonly kind: "interval";
  readonly start: Expression;
  readonly end: Expression;
  readonly isLeftOpen: boolean;
  readonly isRightOpen: boolean;
}

/** What an answer may be: a formula, relations, or a set of such. */
export type MathValue =
  | Expression
  | Relation
  /** a < b < c: every part is a relation. */
  | { readonly kind: "chain"; readonly relations: readonly Relation[] }
  /** Without doubles; in the order written. */
  | { readonly kind: "set"; readonly items: readonly MathValue[] }
  | { readonly kind: "tuple"; readonly items: readonly MathValue[] }
  | Interval
  | { readonly kind: "named-set"; readonly name: string }
  | { readonly kind: "combined-set"; readonly operation: SetOperation; readonly parts: readonly [MathValue, MathValue] };

export type SetOperation = "union" | "intersection" | "difference";

const EXPRESSIONS: ReadonlySet<string> = new Set(["number", "symbol", "constant", "sum", "product", "power", "call", "matrix"]);

export function isExpression(value: MathValue): value is Expression {
  return EXPRESSIONS.has(value.kind);
}

export function numberOf(value: Rational | null, isFloat = false): Expression {
  return value === null ? { kind: "constant", name: "nan" } : { kind: "number", value, isFloat };
}

export function wholeNumber(value: bigint): Expression {
  return numberOf(toRational(value));
}

export const MINUS_ONE: Expression = wholeNumber(-1n);
export const PERCENT: Expression = numberOf(toRational(1n, 100n));

export function sumOf(left: Expression, right: Expression): Expression {
  const terms = [left, right].flatMap((part) => (part.kind === "sum" ? part.terms : [part]));
  return { kind: "sum", terms };
}

export function productOf(left: Expression, right: Expression): Expression {
  const factors = [left, right].flatMap((part) => (part.kind === "product" ? part.factors : [part]));
  return { kind: "product", factors };
}

export function negated(value: Expression): Expression {
  if (value.kind === "number") return numberOf({ top: -value.value.top, bottom: value.value.bottom }, value.isFloat);
  return productOf(MINUS_ONE, value);
}

export function powerOf(base: Expression, exponent: Expression): Expression {
  return { kind: "power", base, exponent };
}

/** A fraction of whole numbers becomes a number at once. */
export function quotientOf(top: Expression, bottom: Expression): Expression {
  if (isWhole(top) && isWhole(bottom)) return numberOf(toRational(top.value.top, bottom.value.top));
  return productOf(top, powerOf(bottom, MINUS_ONE));
}

export function knownCall(name: string, ...parameters: Expression[]): Expression {
  return { kind: "call", name, isKnown: true, parameters };
}

export function isWhole(value: MathValue): value is Extract<Expression, { kind: "number" }> {
  return value.kind === "number" && !value.isFloat && value.value.bottom === 1n;
}
