import { areEqual } from "./are-equal.ts";
import { areSameRelations } from "./are-same-relations.ts";
import { areSameSets } from "./are-same-sets.ts";
import { evaluateExactly } from "./evaluate-exactly.ts";
import { type Expression, isExpression, type MathValue, numberOf, PERCENT, type Relation } from "./expression.ts";
import { isOnlySymbols } from "./is-only-symbols.ts";
import { keyOfValue } from "./key-of-value.ts";
import { compareRationals, multiplyRationals, type Rational, toRational } from "./rational.ts";
import { relationAsSet } from "./relation-as-set.ts";

/**
 * Whether an answer says what the gold answer says, in the steps of math-verify 0.7.0's grader: equations are unwrapped where
 * the other side is none, then relations, sets, letters and formulas are each compared in their way. Not symmetric.
 */
export function isSameAnswer(gold: MathValue, answer: MathValue): boolean {
  let [left, right] = [shortened(gold), shortened(answer)];
  if (isEquation(right) && !isEquation(left)) right = lastSide(right);
  else if (isAssignment(left) && !isEquation(right)) left = lastSide(left);
  if (isRelation(left) && isSet(right)) left = relationAsSet(left) ?? left;
  if (keyOfValue(left) === keyOfValue(right)) return !isUndefined(left);
  if (isRelation(left) && isRelation(right)) return areSameRelations(left, right, isSameAnswer);
  if (isSetOrTuple(left) || isSetOrTuple(right)) return areSameSets(left, right, isSameAnswer);
  if (!isExpression(left) || !isExpression(right)) return false;
  if (left.kind === "symbol" || right.kind === "symbol") return areSameNames(left, right);
  return areCloseNumbers(left, right) ?? areEqual(left, right);
}

function isUndefined(value: MathValue): boolean {
  return value.kind === "constant" && value.name === "nan";
}

type Relations = Relation | Extract<MathValue, { kind: "chain" }>;

function isRelation(value: MathValue): value is Relations {
  return value.kind === "relation" || value.kind === "chain";
}

function relationsOf(value: MathValue): readonly Relation[] {
  return value.kind === "relation" ? [value] : value.kind === "chain" ? value.relations : [];
}

function isEquation(value: MathValue): boolean {
  const relations = relationsOf(value);
  return relations.length > 0 && relations.every(({ sign }) => sign === "=");
}

/** An equation, or a row of them, that says what a letter is. */
function isAssignment(value: MathValue): boolean {
  const [first] = relationsOf(value);
  return first !== undefined && isEquation(value) && isOnlySymbols(first.left);
}

/** x = 2 + 3 = 5 is x = 5. */
function shortened(value: MathValue): MathValue {
  const [first] = relationsOf(value);
  if (first === undefined || !isAssignment(value)) return value;
  return { kind: "relation", sign: "=", left: first.left, right: lastSide(value) };
}

function lastSide(value: MathValue): MathValue {
  return relationsOf(value).at(-1)?.right ?? value;
}

function isSet(value: MathValue): boolean {
  return isSetOrTuple(value) && value.kind !== "tuple";
}

function isSetOrTuple(value: MathValue): boolean {
  return ["set", "tuple", "interval", "named-set", "combined-set"].includes(value.kind);
}

/** Letters are the same by their names; a product of letters may spell a name, as `even` without `\text` does. */
function areSameNames(gold: Expression, answer: Expression): boolean {
  const [a, b] = [spelling(gold), spelling(answer)];
  return a !== null && b !== null && a === b;
}

function spelling(value: Expression): string | null {
  if (value.kind === "symbol") return value.name.toLowerCase();
  if (value.kind === "constant") return value.name === "e" ? "e" : null;
  if (value.kind !== "product") return null;
  const letters = value.factors.map((factor) => (factor.kind === "product" ? null : spelling(factor)));
  return letters.includes(null) ? null : letters.join("");
}

/** Where one of the two is written with a decimal point, fractions are compared after rounding; null: this says nothing. */
function areCloseNumbers(a: Expression, b: Expression): boolean | null {
  if (!isDecimal(a) && !isDecimal(b)) return null;
  const [valueA, valueB] = [evaluateExactly(a), evaluateExactly(b)];
  if (valueA === null || valueB === null) return null;
  return compareRationals(rounded(valueA), rounded(valueB)) === 0 || null;
}

function isDecimal(value: Expression): boolean {
  if (value.kind === "number") return value.isFloat;
  if (value.kind !== "product" || value.factors.length !== 2) return false;
  const [number, percent = numberOf(null)] = value.factors;
  return number?.kind === "number" && number.isFloat && keyOfValue(percent) === keyOfValue(PERCENT);
}

const MILLION: Rational = { top: 1_000_000n, bottom: 1n };

/** To six places, halves to even. */
function rounded(value: Rational): Rational {
  const scaled = multiplyRationals(value, MILLION);
  if (scaled === null) return value;
  const doubled = 2n * scaled.top;
  let whole = doubled / scaled.bottom;
  whole = (whole + (whole >= 0n ? 1n : -1n)) / 2n;
  if (doubled % scaled.bottom === 0n && (doubled / scaled.bottom) % 2n !== 0n && whole % 2n !== 0n) whole -= doubled > 0n ? 1n : -1n;
  return toRational(whole, 1_000_000n) ?? value;
}
