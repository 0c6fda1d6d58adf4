import { type Expression, type MathValue, numberOf, type Relation, type RelationSign } from "./expression.ts";
import { isOnlySymbols } from "./is-only-symbols.ts";
import { MathFault } from "./math-fault.ts";
import { readDecimal } from "./rational.ts";
import { readBareArgument, readSum } from "./read-formula.ts";
import { readPrimary } from "./read-primary.ts";
import { readCombinedSet, readLists, toSetOrItem } from "./read-set.ts";
import { readSymbol } from "./read-symbol.ts";
import { scanFormula } from "./scan-formula.ts";
import { createTokenReader, type FormulaReader } from "./token-reader.ts";

/** `3,333`: a number rather than a set of two. */
const GROUPED_DIGITS = /^\s*-?\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*$/;

/**
 * Reads LaTeX as latex2sympy2_extended 1.10.1 does, in its grammar's order: `letter = list`, then lists of formulas and
 * relations, then combined sets. A MathFault for everything else, and for integrals, sums, limits and derivatives.
 * @param isReal whether letters stand for real numbers
 */
export function readAnswer(text: string, isReal: boolean): MathValue {
  const reader = openReader(text, isReal);
  const assigned = reader.attempt(() => readAssigned(reader), isEnd);
  if (assigned !== null) return assigned;
  const lists = reader.attempt(() => readLists(reader, readRelation), isEnd);
  if (lists !== null) {
    if (GROUPED_DIGITS.test(text)) return numberOf(readDecimal(text.replaceAll(/[,\s]/g, "")), text.includes("."));
    return toSetOrItem(lists);
  }
  const combined = reader.attempt(() => readSetRelation(reader), isEnd);
  if (combined === null) throw new MathFault("no formula");
  return combined;
}

function isEnd(kind: string): boolean {
  return kind === "";
}

function openReader(text: string, isReal: boolean): FormulaReader {
  const reader: FormulaReader = {
    ...createTokenReader(scanFormula(text)),
    isReal,
    bars: 0,
    readFormula: () => reader.nested(() => readSum(reader)),
    readAtom: () => readPrimary(reader, true),
    readScript: () => readPrimary(reader, true),
    readBareArgument: () => readBareArgument(reader),
  };
  return reader;
}

/** `x = 5`, `x \in \{1, 2\}`, `(x, y) = (1, 2)`: no further relation to the right. */
function readAssigned(reader: FormulaReader): Relation {
  const left = readSymbols(reader);
  if (reader.accept("in") === null) reader.expect("=");
  const right = toSetOrItem(readLists(reader, (inner) => inner.readFormula()));
  return { kind: "relation", sign: "=", left, right };
}

function readSymbols(reader: FormulaReader): MathValue {
  if (reader.accept("(") === null) return readSymbol(reader, true);
  const items = [readSymbol(reader, true)];
  while (reader.accept(",") !== null) items.push(readSymbol(reader, true));
  reader.expect(")");
  const [only] = items;
  return only !== undefined && items.length === 1 ? only : { kind: "tuple", items };
}

const SIGNS: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);

/** A formula, or formulas with relations between them. */
function readRelation(reader: FormulaReader): MathValue {
  const relations: Relation[] = [];
  let left: Expression = reader.readFormula();
  for (;;) {
    const sign = reader.peek();
    if (sign === "approximately") {
      reader.take();
      const right = reader.readFormula();
      // Of `x \approx 3` the 3 counts, of `\sqrt 2 \approx 1.4` the root.
      const sides = relations.length === 0 ? [left] : relations.flatMap((relation) => [relation.left, relation.right]);
      if (sides.every(isOnlySymbols)) {
        relations.length = 0;
        left = right;
      }
    } else if (SIGNS.has(sign)) {
      reader.take();
      const right = reader.readFormula();
      relations.push({ kind: "relation", sign: sign as RelationSign, left, right });
      left = right;
    } else break;
  }
  const [only] = relations;
  if (only === undefined) return left;
  return relations.length === 1 ? only : { kind: "chain", relations };
}

function readSetRelation(reader: FormulaReader): MathValue {
  const left = reader.attempt(
    () => readSymbols(reader),
    (kind) => kind === "in" || kind === "=",
  );
  if (left === null) return readCombinedSet(reader, readRelation);
  reader.take();
  return { kind: "relation", sign: "=", left, right: readSetRelation(reader) };
}
