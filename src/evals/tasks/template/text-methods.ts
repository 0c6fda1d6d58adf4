import { isWhitespaceAt, strip, stripEnd, stripStart } from "../../python/index.ts";
import { MORE_TEXT_METHODS } from "./more-text-methods.ts";
import { TemplateFault } from "./template-fault.ts";
import { itemsOf, numberOf, textOf } from "./values.ts";

type TextMethod = (text: string, positional: readonly unknown[], named: Readonly<Record<string, unknown>>) => unknown;

/** Methods of a text, as Python's `str` has them. */
export const TEXT_METHODS: ReadonlyMap<string, TextMethod> = new Map<string, TextMethod>([
  ["strip", (text, [chars]) => stripChars(text, chars, true, true)],
  ["lstrip", (text, [chars]) => stripChars(text, chars, true, false)],
  ["rstrip", (text, [chars]) => stripChars(text, chars, false, true)],
  ["split", (text, [separator, limit]) => split(text, separator, limit)],
  ["splitlines", (text) => splitLines(text)],
  ["join", (text, [items]) => itemsOf(items).map(textOf).join(text)],
  ["replace", (text, [from, to, count]) => replace(text, textOf(from), textOf(to), count)],
  ["lower", (text) => text.toLowerCase()],
  ["upper", (text) => text.toUpperCase()],
  ["title", (text) => toTitle(text)],
  ["capitalize", (text) => capitalize(text)],
  ["startswith", (text, [start]) => oneOrMore(start).some((part) => text.startsWith(part))],
  ["endswith", (text, [end]) => oneOrMore(end).some((part) => text.endsWith(part))],
  ["find", (text, [part]) => placeOf(text, textOf(part))],
  ["index", (text, [part]) => indexOf(text, textOf(part))],
  ["count", (text, [part]) => text.split(textOf(part)).length - 1],
  ["isdigit", (text) => /^\p{Nd}+$/v.test(text)],
  ["isupper", (text) => text !== text.toLowerCase() && text === text.toUpperCase()],
  ["islower", (text) => text !== text.toUpperCase() && text === text.toLowerCase()],
  ["removeprefix", (text, [start]) => (text.startsWith(textOf(start)) ? text.slice(textOf(start).length) : text)],
  ["removesuffix", (text, [end]) => (text.endsWith(textOf(end)) ? text.slice(0, text.length - textOf(end).length) : text)],
  ["format", (text, positional, named) => formatText(text, positional, named)],
  ...MORE_TEXT_METHODS,
]);

/** `str.replace`: at most `count` times, from the left; an empty text stands before and behind each character. */
export function replace(text: string, from: string, to: string, count: unknown): string {
  const most = count === undefined || count === null ? -1 : (numberOf(count) ?? -1);
  if (most < 0) return text.replaceAll(from, () => to);
  let left = most;
  return text.replaceAll(from, (found) => (left-- > 0 ? to : found));
}

export function capitalize(text: string): string {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

function toTitle(text: string): string {
  return text.replaceAll(/\p{L}+/gv, capitalize);
}

function stripChars(text: string, chars: unknown, atStart: boolean, atEnd: boolean): string {
  if (chars === undefined || chars === null) {
    if (atStart && atEnd) return strip(text);
    return atStart ? stripStart(text) : stripEnd(text);
  }
  const set = new Set(textOf(chars));
  const points = [...text];
  const isKept = (point: string) => !set.has(point);
  const first = points.findIndex(isKept);
  if (first === -1) return "";
  return points.slice(atStart ? first : 0, atEnd ? points.findLastIndex(isKept) + 1 : undefined).join("");
}

/** `str.split`: without a separator at any run of whitespace, with no empty parts. */
function split(text: string, separator: unknown, limit: unknown): string[] {
  const most = limit === undefined ? -1 : (numberOf(limit) ?? -1);
  if (separator === undefined || separator === null) {
    const words: string[] = [];
    let rest = stripStart(text);
    while (rest !== "" && words.length !== most) {
      let end = 0;
      while (end < rest.length && !isWhitespaceAt(rest, end)) end++;
      words.push(rest.slice(0, end));
      rest = stripStart(rest.slice(end));
    }
    return rest === "" ? words : [...words, rest];
  }
  const sign = textOf(separator);
  if (sign === "") throw new TemplateFault("split needs a separator that is not empty");
  const parts = text.split(sign);
  return most < 0 || parts.length <= most + 1 ? parts : [...parts.slice(0, most), parts.slice(most).join(sign)];
}

function oneOrMore(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [textOf(value)];
}

/** U+001C to U+001E end a line too, written here without control characters in a pattern. */
const LINE_END = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`);

function indexOf(text: string, part: string): number {
  const at = placeOf(text, part);
  if (at === -1) throw new TemplateFault(`${part} is not in the text`);
  return at;
}

function splitLines(text: string): string[] {
  const lines = text.split(LINE_END);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** `str.find`: in code points, -1 when it is not there. */
function placeOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return at === -1 ? -1 : Array.from(text.slice(0, at)).length;
}

/** `str.format` with plain fields: {}, {0}, {name}. */
function formatText(text: string, positional: readonly unknown[], named: Readonly<Record<string, unknown>>): string {
  let next = 0;
  return text.replaceAll(/\{\{|\}\}|\{(\w*)\}/g, (whole, field: string | undefined) => {
    if (field === undefined) return whole.slice(1);
    const value = /^\d*$/.test(field) ? positional[field === "" ? next++ : Number(field)] : named[field];
    if (value === undefined) throw new TemplateFault(`format has no value for {${field}}`);
    return textOf(value);
  });
}
