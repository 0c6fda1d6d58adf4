import { areEqual } from "./are-equal.ts";
import { evaluateAt } from "./evaluate-at.ts";
import { type Expression, type MathValue, negated, type SetOperation, sumOf } from "./expression.ts";
import { MathFault } from "./math-fault.ts";
import type { FormulaReader } from "./token-reader.ts";
import { keyOfValue } from "./key-of-value.ts";
import { NOT_A_NUMBER } from "./complex.ts";

/** What may stand behind an element: a set that is followed by anything else was a factor. */
const ENDS: ReadonlySet<string> = new Set(["", ",", ";", ")", "]", "}", "\\}", "union", "intersection", "without", "subset"]);
const NAMED: Readonly<Record<string, string>> = {
  "\\mathbb{N}": "ℕ",
  "\\mathbb{Z}": "ℤ",
  "\\mathbb{Q}": "ℚ",
  "\\mathbb{R}": "ℝ",
  "\\mathbb{C}": "ℂ",
};
const EMPTY_SET: MathValue = { kind: "set", items: [] };

/** Reads what may be an element besides a set and a formula: relations, where they are allowed. */
export type ReadElement = (reader: FormulaReader) => MathValue;

/** semicolon_elements: lists between commas, and such lists between semicolons. */
export function readLists(reader: FormulaReader, readElement: ReadElement): MathValue[][] {
  const lists: MathValue[][] = [[]];
  for (;;) {
    lists.at(-1)?.push(...readItems(reader, readElement));
    if (reader.accept(";") !== null) lists.push([]);
    else if (reader.accept(",") === null) return lists;
  }
}

/** Lists as one value: a single item is itself, several are a set, several lists a set of tuples. */
export function toSetOrItem(lists: readonly (readonly MathValue[])[]): MathValue {
  const [first = []] = lists;
  if (lists.length === 1) return first.length === 1 ? (first[0] ?? EMPTY_SET) : setOf(first);
  if (lists.every((list) => list.length === 1)) return setOf(lists.flat());
  return setOf(lists.map((items) => ({ kind: "tuple", items })));
}

export function setOf(items: readonly MathValue[]): MathValue {
  const byKey = new Map(items.map((item) => [keyOfValue(item), item]));
  return { kind: "set", items: [...byKey.values()] };
}

function readItems(reader: FormulaReader, readElement: ReadElement): MathValue[] {
  const both = reader.attempt(
    () => readPlusMinus(reader),
    (kind) => ENDS.has(kind),
  );
  if (both !== null) return both;
  const set = reader.attempt(
    () => readSetAtom(reader, readElement),
    (kind) => ENDS.has(kind),
  );
  return [set ?? readElement(reader)];
}

function readPlusMinus(reader: FormulaReader): MathValue[] {
  if (reader.accept("plus-minus") !== null) {
    const value = reader.readFormula();
    return [negated(value), value];
  }
  const left = reader.readFormula();
  reader.expect("plus-minus");
  const right = reader.readFormula();
  return [sumOf(left, right), sumOf(left, negated(right))];
}

/** set_relation without its relations: unions and the like, intersections before unions before differences. */
export function readCombinedSet(reader: FormulaReader, readElement: ReadElement, level = 0): MathValue {
  const operation = OPERATIONS[level];
  if (operation === undefined) return readSetGroup(reader, readElement);
  const [sign, name] = operation;
  let left = readCombinedSet(reader, readElement, level + 1);
  while (reader.accept(sign) !== null) {
    const right = readCombinedSet(reader, readElement, level + 1);
    left = { kind: "combined-set", operation: name, parts: [asSet(left, name), asSet(right, name)] };
  }
  return left;
}

const OPERATIONS: readonly (readonly [string, SetOperation])[] = [
  ["without", "difference"],
  ["union", "union"],
  ["intersection", "intersection"],
];

function asSet(value: MathValue, operation: SetOperation): MathValue {
  return value.kind === "tuple" && operation !== "difference" ? setOf(value.items) : value;
}

function readSetGroup(reader: FormulaReader, readElement: ReadElement): MathValue {
  const atom = reader.attempt(
    () => readSetAtom(reader, readElement),
    (kind) => ENDS.has(kind),
  );
  if (atom !== null) return atom;
  reader.expect("(");
  const inner = reader.nested(() => readCombinedSet(reader, readElement));
  reader.expect(")");
  return inner;
}

function readSetAtom(reader: FormulaReader, readElement: ReadElement): MathValue {
  if (reader.peek() === "named-set") return namedSet(reader.take().text);
  return reader.nested(() => reader.attempt(() => readInterval(reader)) ?? readListed(reader, readElement));
}

function namedSet(text: string): MathValue {
  const name = NAMED[text] ?? text;
  return /^[ℕℤℚℝℂ]$/u.test(name) ? { kind: "named-set", name } : EMPTY_SET;
}

const INTERVAL_ENDS: ReadonlySet<string> = new Set(["(", "[", ")", "]"]);

/** (a, b], and what the two say: a pair where they are no interval. */
function readInterval(reader: FormulaReader): MathValue {
  const opening = reader.take().kind;
  const start = reader.readFormula();
  reader.expect(",");
  const end = reader.readFormula();
  const closing = reader.take().kind;
  if (!INTERVAL_ENDS.has(opening) || !INTERVAL_ENDS.has(closing) || opening === ")" || opening === "]") throw new MathFault("no interval");
  if (closing === "(" || closing === "[") throw new MathFault("no interval");
  return toInterval(start, end, opening === "(", closing === ")");
}

function toInterval(start: Expression, end: Expression, isLeftOpen: boolean, isRightOpen: boolean): MathValue {
  const [from, to] = [realValueOf(start), realValueOf(end)];
  const isSame = areEqual(start, end);
  const isBackwards = !isSame && from > to;
  if (isLeftOpen === isRightOpen && (isBackwards || (isSame && isLeftOpen))) return { kind: "tuple", items: [start, end] };
  if (isBackwards || (isSame && isLeftOpen !== isRightOpen)) return EMPTY_SET;
  if (isSame) return setOf([start]);
  if ([start, end].some(({ kind }) => kind === "matrix")) throw new MathFault("an interval of matrices");
  return {
    kind: "interval",
    start,
    end,
    isLeftOpen: isLeftOpen || from === Number.NEGATIVE_INFINITY,
    isRightOpen: isRightOpen || to === Number.POSITIVE_INFINITY,
  };
}

/** The value of a formula without letters; NaN for others. */
export function realValueOf(expression: Expression): number {
  if (expression.kind === "product" && expression.factors.some((factor) => factor.kind === "constant" && factor.name === "infinity")) {
    const sign = expression.factors.reduce((total, factor) => total * (factor.kind === "number" && factor.value.top < 0n ? -1 : 1), 1);
    return sign * Number.POSITIVE_INFINITY;
  }
  const { re, im } = evaluateAt(expression, () => NOT_A_NUMBER);
  return im === 0 || Math.abs(im) < 1e-12 ? re : Number.NaN;
}

const LISTS: Readonly<Record<string, { closing: string; kind: "tuple" | "set" | "item" }>> = {
  "(": { closing: ")", kind: "tuple" },
  "[": { closing: "]", kind: "tuple" },
  "{": { closing: "}", kind: "set" },
  "\\{": { closing: "\\}", kind: "set" },
};

/** A tuple in round or square brackets, a set in braces; boxed lists are sets, a boxed item is itself. */
function readListed(reader: FormulaReader, readElement: ReadElement): MathValue {
  const isBoxed = reader.accept("boxed") !== null;
  const list = LISTS[reader.peek()];
  if (list === undefined || (isBoxed && reader.peek() !== "{")) throw new MathFault("no set");
  reader.take();
  if (list.closing === "}" && reader.accept("}") !== null) return EMPTY_SET;
  const lists = readLists(reader, readElement);
  reader.expect(list.closing);
  if (isBoxed) return toSetOrItem(lists);
  const items = lists.flat();
  const [only] = items;
  if (list.kind === "set") return setOf(items);
  return only !== undefined && items.length === 1 ? only : { kind: "tuple", items };
}
