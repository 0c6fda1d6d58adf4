import { type Expression, type Interval, isExpression, type MathValue, negated, type Relation } from "./expression.ts";

const INFINITY: Expression = { kind: "constant", name: "infinity" };
const FLIPPED: Readonly<Record<string, Relation["sign"]>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!=" };

/** `x > 2` or `1 < x < 2` as the set of what x may be; null where more than a letter is compared with a number. */
export function relationAsSet(value: MathValue): MathValue | null {
  if (value.kind === "relation") return setOfRelation(value);
  if (value.kind !== "chain") return null;
  const parts = value.relations.map(setOfRelation);
  const [first, ...others] = parts;
  if (first === undefined || parts.includes(null)) return null;
  return others.reduce<MathValue | null>(
    (left, right) => (left === null || right === null ? null : { kind: "combined-set", operation: "intersection", parts: [left, right] }),
    first,
  );
}

function setOfRelation({ sign, left, right }: Relation): MathValue | null {
  if (!isExpression(left) || !isExpression(right)) return null;
  if (isLetter(left)) return spanOf(sign, right);
  return isLetter(right) ? spanOf(FLIPPED[sign] ?? sign, left) : null;
}

function isLetter(value: Expression): boolean {
  return value.kind === "symbol" || (value.kind === "call" && !value.isKnown);
}

function spanOf(sign: Relation["sign"], bound: Expression): MathValue {
  const below: Interval = { kind: "interval", start: negated(INFINITY), end: bound, isLeftOpen: true, isRightOpen: sign !== "<=" };
  const above: Interval = { kind: "interval", start: bound, end: INFINITY, isLeftOpen: sign !== ">=", isRightOpen: true };
  if (sign === "=") return { kind: "set", items: [bound] };
  if (sign === "!=") return { kind: "combined-set", operation: "union", parts: [below, above] };
  return sign === "<" || sign === "<=" ? below : above;
}
