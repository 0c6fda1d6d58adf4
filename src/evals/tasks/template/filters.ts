import { compilePythonRegex, strip, toPythonJson, toPythonRepr, toPythonText, tupleOf } from "../../python/index.ts";
import { calculate } from "./arithmetic.ts";
import { formatPercent } from "./format-percent.ts";
import { attributeOf } from "./methods.ts";
import { TemplateFault } from "./template-fault.ts";
import { TESTS } from "./tests.ts";
import { center } from "./more-text-methods.ts";
import { capitalize, replace, TEXT_METHODS } from "./text-methods.ts";
import {
  compare,
  isEqual,
  isFloatValue,
  isMapping,
  isTrue,
  itemAt,
  itemsOf,
  lengthOf,
  Missing,
  numberOf,
  present,
  textOf,
  toFloatValue,
} from "./values.ts";

type Named = Readonly<Record<string, unknown>>;
type TemplateFilter = (value: unknown, positional: readonly unknown[], named: Named) => unknown;

/** Jinja's filters that task files use, and the harness's own `regex_replace`. Others are refused by name. */
export const FILTERS: ReadonlyMap<string, TemplateFilter> = new Map<string, TemplateFilter>([
  ["string", (value) => textOf(value)],
  ["length", (value) => lengthOf(value)],
  ["count", (value) => lengthOf(value)],
  ["lower", (value) => textOf(value).toLowerCase()],
  ["upper", (value) => textOf(value).toUpperCase()],
  ["capitalize", (value) => capitalize(textOf(value))],
  ["title", (value) => textOf(value).replaceAll(/[^-\s({[<]+/g, capitalize)],
  ["trim", (value, [chars]) => (chars === undefined ? strip(textOf(value)) : TEXT_METHODS.get("strip")?.(textOf(value), [chars], {}))],
  ["replace", (value, [from, to, count], named) => replace(textOf(value), textOf(from), textOf(to), count ?? named["count"])],
  ["regex_replace", (value, [pattern, to, count], named) => regexReplace(value, pattern ?? named["pattern"], to ?? named["repl"], count)],
  ["join", (value, [separator, attribute], named) => join(value, separator ?? named["d"], attribute ?? named["attribute"])],
  ["int", (value, [otherwise]) => toInteger(value, otherwise ?? 0)],
  ["float", (value, [otherwise]) => toFloat(value, otherwise ?? 0)],
  ["abs", (value) => (compare(value, 0) < 0 ? calculate("-", 0, value) : typeof value === "boolean" ? Number(value) : value)],
  ["round", (value, [digits, method], named) => roundValue(value, numberOf(digits) ?? 0, method ?? named["method"])],
  ["first", (value) => itemsOf(value)[0] ?? new Missing("the first item")],
  ["last", (value) => itemsOf(value).at(-1) ?? new Missing("the last item")],
  ["list", (value) => [...itemsOf(value)]],
  ["reverse", (value) => (typeof value === "string" ? [...value].toReversed().join("") : itemsOf(value).toReversed())],
  ["sort", (value, [isReversed], named) => sort(value, isReversed ?? named["reverse"], named["attribute"])],
  ["unique", (value) => unique(itemsOf(value))],
  ["sum", (value) => itemsOf(value).reduce((sum, item) => calculate("+", sum, item), 0)],
  ["min", (value) => itemsOf(value).toSorted(compare)[0] ?? new Missing("the least item")],
  ["max", (value) => itemsOf(value).toSorted(compare).at(-1) ?? new Missing("the greatest item")],
  ["items", (value) => (isMapping(value) ? Object.entries(value).map(tupleOf) : [])],
  ["dictsort", (value) => (isMapping(value) ? Object.entries(value).toSorted(compare).map(tupleOf) : [])],
  ["map", (value, [name], named) => mapItems(thereIn(value), name, named["attribute"])],
  ["default", (value, [otherwise, isForFalse], named) => defaultOf(value, otherwise ?? "", isForFalse ?? named["boolean"])],
  ["d", (value, [otherwise, isForFalse], named) => defaultOf(value, otherwise ?? "", isForFalse ?? named["boolean"])],
  ["select", (value, [test, argument]) => thereIn(value).filter((item) => passes(item, test, argument))],
  ["reject", (value, [test, argument]) => thereIn(value).filter((item) => !passes(item, test, argument))],
  ["selectattr", (value, [name, test, argument]) => thereIn(value).filter((item) => passes(attributeAt(item, name), test, argument))],
  ["rejectattr", (value, [name, test, argument]) => thereIn(value).filter((item) => !passes(attributeAt(item, name), test, argument))],
  ["wordcount", (value) => textOf(value).match(/[\p{L}\p{N}_]+/gv)?.length ?? 0],
  ["format", (value, positional) => formatPercent(textOf(value), positional)],
  ["tojson", (value) => htmlSafeJson(present(value))],
  ["pprint", (value) => toPythonRepr(present(value))],
  ["safe", (value) => textOf(value)],
  ["center", (value, [width]) => center(textOf(value), width ?? 80, undefined)],
  ["escape", (value) => escapeHtml(textOf(value))],
  ["e", (value) => escapeHtml(textOf(value))],
  ["batch", (value, [size, fill]) => batch(itemsOf(value), numberIn(size), fill)],
  ["attr", (value, [name]) => attributeOf(value, textOf(name))],
]);

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&#34;").replaceAll("'", "&#39;");
}

function batch(items: readonly unknown[], size: number, fill: unknown): unknown[][] {
  const batches: unknown[][] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  const last = batches.at(-1) ?? [];
  if (fill !== undefined) last.push(...Array.from({ length: batches.length === 0 ? 0 : size - last.length }, () => fill));
  return batches;
}

/** Keys sorted, in ASCII, and without what would end a script or an attribute of HTML: Jinja's `htmlsafe_json_dumps`. */
function htmlSafeJson(value: unknown): string {
  const sorted = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(sorted);
    if (!isMapping(item)) return item;
    return Object.fromEntries(
      Object.entries(item)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]) => [key, sorted(one)]),
    );
  };
  return toPythonJson(sorted(value)).replaceAll(/[<>&'\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** These filters take what is false for empty, whatever it is. */
function thereIn(value: unknown): readonly unknown[] {
  return isTrue(value) ? itemsOf(value) : [];
}

function numberIn(value: unknown): number {
  const number = numberOf(present(value));
  if (number === null) throw new TemplateFault(`${toPythonText(value)} is no number`);
  return number;
}

function regexReplace(value: unknown, pattern: unknown, replacement: unknown, count: unknown): string {
  return compilePythonRegex(textOf(pattern)).replace(textOf(value), textOf(replacement ?? ""), numberOf(count) ?? 0);
}

function join(value: unknown, separator: unknown, attribute: unknown): string {
  const items = attribute === undefined ? itemsOf(value) : mapItems(itemsOf(value), undefined, attribute);
  return items.map(textOf).join(separator === undefined ? "" : textOf(separator));
}

function mapItems(items: readonly unknown[], name: unknown, attribute: unknown): unknown[] {
  if (attribute !== undefined) return items.map((item) => attributeAt(item, attribute));
  const filter = FILTERS.get(String(name));
  if (filter === undefined) throw new TemplateFault(`the filter ${String(name)} is not supported`);
  return items.map((item) => filter(item, [], {}));
}

/** `a.b.0` of an item. */
function attributeAt(item: unknown, path: unknown): unknown {
  const steps = textOf(path).split(".");
  return steps.reduce((value, step) => (/^\d+$/.test(step) ? itemAt(value, Number(step)) : attributeOf(value, step)), item);
}

/** Whether an item passes a test by name; without one, whether it counts as true. */
function passes(item: unknown, name: unknown, argument: unknown): boolean {
  if (name === undefined) return isTrue(item);
  const test = TESTS.get(textOf(name));
  if (test === undefined) throw new TemplateFault(`the test ${textOf(name)} is not supported`);
  return test(item, argument);
}

function toInteger(value: unknown, otherwise: unknown): unknown {
  const there = present(value);
  const number = numberOf(there) ?? (typeof there === "string" && /^\s*[-+]?\d+(?:\.\d*)?\s*$/.test(there) ? Number(there) : null);
  return number === null ? otherwise : Math.trunc(number);
}

function toFloat(value: unknown, otherwise: unknown): unknown {
  const there = present(value);
  const number = numberOf(there) ?? (typeof there === "string" && there.trim() !== "" ? Number(there) : Number.NaN);
  return Number.isNaN(number) ? toFloatValue(numberOf(otherwise) ?? 0) : toFloatValue(number);
}

/** An int stays one, unless it is asked for by `ceil` or `floor`. */
function roundValue(value: unknown, digits: number, method: unknown): unknown {
  const number = numberIn(value);
  const isInt = !isFloatValue(present(value)) && Number.isInteger(number) && (method === undefined || method === "common");
  return isInt ? round(number, Math.min(digits, 0), method) : toFloatValue(round(number, digits, method));
}

/** Half goes to the even neighbour, as Python's `round` has it. */
function round(value: number, digits: number, method: unknown): number {
  const scaled = value * 10 ** digits;
  if (method === "ceil") return Math.ceil(scaled) / 10 ** digits;
  if (method === "floor") return Math.floor(scaled) / 10 ** digits;
  const below = Math.floor(scaled);
  const isHalf = scaled - below === 0.5;
  return (isHalf ? below + (below % 2 === 0 ? 0 : 1) : Math.round(scaled)) / 10 ** digits;
}

/** Texts are sorted without regard to case, unless asked otherwise: Jinja's default. */
function sort(value: unknown, isReversed: unknown, attribute: unknown): unknown[] {
  const keyOf = (item: unknown) => {
    const [key] = attribute === undefined ? [item] : mapItems([item], undefined, attribute);
    return typeof key === "string" ? key.toLowerCase() : key;
  };
  const sorted = itemsOf(value).toSorted((a, b) => compare(keyOf(a), keyOf(b)));
  return isReversed === undefined || !isTrue(isReversed) ? sorted : sorted.toReversed();
}

function unique(items: readonly unknown[]): unknown[] {
  return items.filter((item, at) => items.findIndex((other) => isEqual(item, other)) === at);
}

function defaultOf(value: unknown, otherwise: unknown, isForFalse: unknown): unknown {
  if (value instanceof Missing) return otherwise;
  return isForFalse === true && !isTrue(value) ? otherwise : value;
}
