import { areEqual, pointOf } from "./are-equal.ts";
import { add, complex, divide, modulus, subtract } from "./complex.ts";
import { evaluateAt } from "./evaluate-at.ts";
import { type Expression, isExpression, type MathValue, negated, type Relation, sumOf } from "./expression.ts";
import { symbolsOf } from "./symbols-of.ts";

/** The comparison of whole answers, given from outside because answers hold answers. */
export type IsSame = (gold: MathValue, answer: MathValue) => boolean;

type Relations = Extract<MathValue, { kind: "relation" | "chain" }>;

const FLIPPED: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=" };

/** Whether two relations say the same: the same difference of sides, the same the other way round, or multiples of each other. */
export function areSameRelations(gold: Relations, answer: Relations, isSame: IsSame): boolean {
  if (gold.kind === "chain" && answer.kind === "chain") {
    return gold.relations.every((relation, at) => {
      const other = answer.relations[at];
      return other === undefined || areSameRelations(relation, other, isSame);
    });
  }
  if (gold.kind === "chain" || answer.kind === "chain") return false;
  const [left, right] = [differenceOf(gold), differenceOf(answer)];
  if (left === null || right === null) return areSameSides(gold, answer, isSame);
  if (gold.sign === answer.sign && areEqual(left, right)) return true;
  if (FLIPPED[gold.sign] === answer.sign && areEqual(left, negated(right))) return true;
  return gold.sign === "=" && answer.sign === "=" && symbolsOf(left).size > 1 && areMultiples(left, right);
}

function differenceOf({ left, right }: Relation): Expression | null {
  if (!isExpression(left) || !isExpression(right) || left.kind === "matrix" || right.kind === "matrix") return null;
  return sumOf(left, negated(right));
}

/** Where a side is a set there is no difference; the sides are compared one by one. */
function areSameSides(gold: Relation, answer: Relation, isSame: IsSame): boolean {
  return gold.sign === answer.sign && isSame(gold.left, answer.left) && isSame(gold.right, answer.right);
}

/**
 * 2x - y = 3 and 4x - 2y = 6 have the same solutions. Only where the first letter stands alone and not in a power: of several
 * solutions the harness says nothing.
 */
function areMultiples(a: Expression, b: Expression): boolean {
  const [letter] = [...symbolsOf(a)].toSorted();
  if (letter === undefined || !isLinearIn(letter, a) || !isLinearIn(letter, b)) return false;
  const ratios = [0, 1, 2, 3].map((number) => divide(evaluateAt(a, pointOf(number)), evaluateAt(b, pointOf(number))));
  const [first] = ratios;
  if (first === undefined || !(modulus(first) > 0) || !Number.isFinite(modulus(first))) return false;
  return ratios.every((ratio) => modulus(subtract(ratio, first)) <= 1e-9 * modulus(first));
}

/** Three values in a row, and the middle one is the mean of the others. */
function isLinearIn(letter: string, expression: Expression): boolean {
  const others = pointOf(0);
  const [low, middle, high] = [1, 2, 3].map((value) => evaluateAt(expression, (key) => (key === letter ? complex(value) : others(key))));
  if (low === undefined || middle === undefined || high === undefined) return false;
  const bend = subtract(add(low, high), add(middle, middle));
  return modulus(bend) <= 1e-9 * Math.max(1, modulus(middle));
}
