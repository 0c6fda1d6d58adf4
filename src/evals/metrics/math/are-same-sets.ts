import type { IsSame } from "./are-same-relations.ts";
import { areSameSpans, spansOf } from "./spans-of.ts";
import type { Interval, MathValue } from "./expression.ts";

/** Whether two answers of which at least one is a set or tuple hold the same. A single value is a set of one. */
export function areSameSets(gold: MathValue, answer: MathValue, isSame: IsSame): boolean {
  const [left, right] = [asSet(gold), asSet(answer)];
  if (left.kind === "interval" && right.kind === "interval") return areSameIntervals(left, right, isSame);
  const [itemsA, itemsB] = [itemsOf(left, right), itemsOf(right, left)];
  if (itemsA !== null && itemsB !== null) return areSameItems(left, right, itemsA, itemsB, isSame);
  if (left.kind === "tuple" || right.kind === "tuple") return false;
  const [spansA, spansB] = [spansOf(left), spansOf(right)];
  return spansA !== null && spansB !== null && areSameSpans(spansA, spansB);
}

function asSet(value: MathValue): MathValue {
  return ["set", "tuple", "interval", "named-set", "combined-set"].includes(value.kind) ? value : { kind: "set", items: [value] };
}

function areSameIntervals(a: Interval, b: Interval, isSame: IsSame): boolean {
  if (a.isLeftOpen !== b.isLeftOpen || a.isRightOpen !== b.isRightOpen) return false;
  return isSame(a.start, b.start) && isSame(a.end, b.end);
}

/** (1, 2) may be meant as a pair: an open interval beside a list is its two ends. */
function itemsOf(value: MathValue, other: MathValue): readonly MathValue[] | null {
  if (value.kind === "set" || value.kind === "tuple") return value.items;
  const isPair = value.kind === "interval" && value.isLeftOpen && value.isRightOpen;
  return isPair && (other.kind === "set" || other.kind === "tuple") ? [value.start, value.end] : null;
}

function areSameItems(
  left: MathValue,
  right: MathValue,
  itemsA: readonly MathValue[],
  itemsB: readonly MathValue[],
  isSame: IsSame,
): boolean {
  if (itemsA.length !== itemsB.length) return false;
  const isOrdered = left.kind !== "set" && (right.kind === "tuple" || right.kind === "interval" || left.kind === "tuple");
  if (isOrdered) return itemsA.every((item, at) => isSame(item, itemsB[at] ?? item));
  const left2 = new Set(itemsB);
  for (const item of itemsA) {
    const match = [...left2].find((other) => isSame(item, other));
    if (match === undefined) return false;
    left2.delete(match);
  }
  return true;
}
