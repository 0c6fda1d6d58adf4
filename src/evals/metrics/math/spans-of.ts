import { isExpression, type MathValue } from "./expression.ts";
import { realValueOf } from "./read-set.ts";

/** A piece of the real line; a point has both ends closed and equal. */
interface Span {
  from: number;
  to: number;
  isFromOpen: boolean;
  isToOpen: boolean;
}

const LINE: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, isFromOpen: true, isToOpen: true };

/** A set of real numbers as spans in order, none touching the next; null where it is no such set. */
export function spansOf(value: MathValue): Span[] | null {
  switch (value.kind) {
    case "set":
      return pointsOf(value.items);
    case "interval": {
      const [from, to] = [realValueOf(value.start), realValueOf(value.end)];
      if (Number.isNaN(from) || Number.isNaN(to)) return null;
      return [{ from, to, isFromOpen: value.isLeftOpen, isToOpen: value.isRightOpen }];
    }
    case "named-set":
      return value.name === "ℝ" ? [LINE] : null;
    case "combined-set": {
      const [left, right] = [spansOf(value.parts[0]), spansOf(value.parts[1])];
      if (left === null || right === null) return null;
      if (value.operation === "union") return merged([...left, ...right]);
      return intersected(left, value.operation === "difference" ? complementOf(right) : right);
    }
    default:
      return null;
  }
}

/** Equal but for rounding. */
export function areSameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, at) => {
      const other = b[at];
      if (other === undefined || span.isFromOpen !== other.isFromOpen || span.isToOpen !== other.isToOpen) return false;
      return isNear(span.from, other.from) && isNear(span.to, other.to);
    })
  );
}

function isNear(a: number, b: number): boolean {
  return a === b || (Number.isFinite(a) && Math.abs(a - b) <= 1e-10 * Math.max(1, Math.abs(a)));
}

function pointsOf(items: readonly MathValue[]): Span[] | null {
  const values = items.map((item) => (isExpression(item) ? realValueOf(item) : Number.NaN));
  if (values.some(Number.isNaN)) return null;
  return merged(values.map((at) => ({ from: at, to: at, isFromOpen: false, isToOpen: false })));
}

function merged(spans: readonly Span[]): Span[] {
  const sorted = spans.toSorted((a, b) => a.from - b.from || Number(a.isFromOpen) - Number(b.isFromOpen));
  const result: Span[] = [];
  for (const span of sorted) {
    const last = result.at(-1);
    const isTouching = last !== undefined && (span.from < last.to || (isNear(span.from, last.to) && !(span.isFromOpen && last.isToOpen)));
    if (last === undefined || !isTouching) result.push({ ...span });
    else if (span.to > last.to || isNear(span.to, last.to)) {
      last.isToOpen = isNear(span.to, last.to) ? last.isToOpen && span.isToOpen : span.isToOpen;
      last.to = Math.max(last.to, span.to);
    }
  }
  return result;
}

function complementOf(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  let start = { at: LINE.from, isOpen: true };
  for (const span of spans) {
    result.push({ from: start.at, isFromOpen: start.isOpen, to: span.from, isToOpen: !span.isFromOpen });
    start = { at: span.to, isOpen: !span.isToOpen };
  }
  result.push({ from: start.at, isFromOpen: start.isOpen, to: LINE.to, isToOpen: true });
  return result.filter(isFilled);
}

function intersected(left: readonly Span[], right: readonly Span[]): Span[] {
  return left.flatMap((a) => right.map((b) => common(a, b)).filter(isFilled));
}

function common(a: Span, b: Span): Span {
  const [later, sooner] = [a.from > b.from ? a : b, a.to < b.to ? a : b];
  return {
    from: later.from,
    to: sooner.to,
    isFromOpen: a.from === b.from ? a.isFromOpen || b.isFromOpen : later.isFromOpen,
    isToOpen: a.to === b.to ? a.isToOpen || b.isToOpen : sooner.isToOpen,
  };
}

function isFilled({ from, to, isFromOpen, isToOpen }: Span): boolean {
  return from < to || (from === to && !isFromOpen && !isToOpen && Number.isFinite(from));
}
