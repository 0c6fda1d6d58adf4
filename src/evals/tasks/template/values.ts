import { toPythonText, WholeFloat } from "../../python/index.ts";
import { TemplateFault } from "./template-fault.ts";

/** Something a template may call: a function, a bound method. */
export type Callable = (positional: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown;

/** A name or an item that is not there. Only `is defined` and `default` may look at it; else it is a fault (StrictUndefined). */
export class Missing {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** The value, or a fault where there is none. */
export function present(value: unknown): unknown {
  if (value instanceof Missing) throw new TemplateFault(`${value.what} is undefined`);
  return value;
}

/** As `{{ }}` prints it. */
export function textOf(value: unknown): string {
  const there = present(value);
  if (typeof there === "function") throw new TemplateFault("a function cannot be printed: brackets are missing behind its name");
  return toPythonText(there);
}

export function isTrue(value: unknown): boolean {
  const there = present(value);
  if (there instanceof WholeFloat) return there.value !== 0;
  if (Array.isArray(there)) return there.length > 0;
  if (typeof there === "object" && there !== null) return Object.keys(there).length > 0;
  return Boolean(there);
}

/** A number, also of a truth value as Python counts it; null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (value instanceof WholeFloat) return value.value;
  return typeof value === "boolean" ? Number(value) : null;
}

/** Whether Python would hold this as a float. A whole number of a document is an int: JSON has only one kind of number. */
export function isFloatValue(value: unknown): boolean {
  return value instanceof WholeFloat || (typeof value === "number" && !Number.isInteger(value));
}

/** A number as a float: a whole one is kept apart from an int, because it prints with ".0". */
export function toFloatValue(value: number): number | WholeFloat {
  return Number.isInteger(value) ? new WholeFloat(value) : value;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Missing) && !(value instanceof WholeFloat)
  );
}

/** What a loop goes over: items of a list, keys of a mapping, code points of a text. */
export function itemsOf(value: unknown): unknown[] {
  const there = present(value);
  if (Array.isArray(there)) return there;
  if (typeof there === "string") return [...there];
  if (isMapping(there)) return Object.keys(there);
  throw new TemplateFault(`${toPythonText(there)} has no items`);
}

/** Python's `==`: by content, and True equals 1. */
export function isEqual(left: unknown, right: unknown): boolean {
  const [a, b] = [present(left), present(right)];
  const [one, other] = [numberOf(a), numberOf(b)];
  if (one !== null && other !== null) return one === other;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isEqual(item, b[at]));
  if (!isMapping(a) || !isMapping(b)) return a === b;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** Below 0, 0 or above, of two numbers, texts or lists. */
export function compare(left: unknown, right: unknown): number {
  const [a, b] = [present(left), present(right)];
  const [one, other] = [numberOf(a), numberOf(b)];
  if (one !== null && other !== null) return one - other;
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const at = a.findIndex((item, position) => position >= b.length || !isEqual(item, b[position]));
    if (at === -1) return a.length - b.length;
    return at >= b.length ? 1 : compare(a[at], b[at]);
  }
  throw new TemplateFault(`${toPythonText(a)} and ${toPythonText(b)} have no order`);
}

/** By code points, where JavaScript's own order goes by UTF-16 units. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [one, other] = [[...a], [...b]];
  const at = one.findIndex((char, position) => char !== other[position]);
  if (at === -1) return -1;
  return (one[at]?.codePointAt(0) ?? -1) - (other[at]?.codePointAt(0) ?? -1);
}

export function isIn(item: unknown, container: unknown): boolean {
  const [part, whole] = [present(item), present(container)];
  if (typeof whole === "string") {
    if (typeof part !== "string") throw new TemplateFault(`${toPythonText(part)} cannot be in a text`);
    return whole.includes(part);
  }
  if (isMapping(whole)) return Object.hasOwn(whole, String(part));
  return itemsOf(whole).some((other) => isEqual(part, other));
}

/** Python's `len()`. */
export function lengthOf(value: unknown): number {
  return itemsOf(value).length;
}

/** `value[key]`: an item by position (from the end below 0), a code point, an entry. What is not there is Missing. */
export function itemAt(value: unknown, key: unknown): unknown {
  const [there, wanted] = [present(value), present(key)];
  const missing = new Missing(`${typeof wanted === "string" ? wanted : `item ${toPythonText(wanted)}`}`);
  if (isMapping(there)) return Object.hasOwn(there, String(wanted)) ? there[String(wanted)] : missing;
  const position = numberOf(wanted);
  if (position === null || (!Array.isArray(there) && typeof there !== "string")) return missing;
  const items = itemsOf(there);
  return position < -items.length || position >= items.length ? missing : items.at(position);
}

/** `value[start:stop:step]`. */
export function sliceOf(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  const there = present(value);
  const items = itemsOf(there);
  const by = step === null ? 1 : numberOf(present(step));
  if (by === null || by === 0) throw new TemplateFault("the step of a slice must be a number other than 0");
  const bound = (given: unknown, otherwise: number) => {
    const place = given === null ? null : numberOf(present(given));
    if (place === null) return otherwise;
    const counted = place < 0 ? place + items.length : place;
    return by > 0 ? Math.min(Math.max(counted, 0), items.length) : Math.min(Math.max(counted, -1), items.length - 1);
  };
  const [first, last] = [bound(start, by > 0 ? 0 : items.length - 1), bound(stop, by > 0 ? items.length : -1)];
  const taken: unknown[] = [];
  for (let at = first; by > 0 ? at < last : at > last; at += by) taken.push(items[at]);
  return typeof there === "string" ? taken.join("") : taken;
}
