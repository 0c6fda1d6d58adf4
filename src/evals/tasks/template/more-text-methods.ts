import { isWhitespaceAt, strip, stripEnd, tupleOf } from "../../python/index.ts";
import { TemplateFault } from "./template-fault.ts";
import { numberOf, textOf } from "./values.ts";

type TextMethod = (text: string, positional: readonly unknown[]) => unknown;

/** Less usual methods of Python's `str`. */
export const MORE_TEXT_METHODS: readonly (readonly [string, TextMethod])[] = [
  ["rsplit", (text, [separator, limit]) => splitFromEnd(text, separator, limit)],
  ["partition", (text, [separator]) => partition(text, text.indexOf(textOf(separator)), textOf(separator), [text, "", ""])],
  ["rpartition", (text, [separator]) => partition(text, text.lastIndexOf(textOf(separator)), textOf(separator), ["", "", text])],
  ["rfind", (text, [part]) => countedTo(text, text.lastIndexOf(textOf(part)))],
  ["swapcase", (text) => [...text].map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())).join("")],
  ["casefold", (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ſ", "s")],
  ["center", (text, [width, fill]) => center(text, width, fill)],
  ["ljust", (text, [width, fill]) => text + padding(text, width, fill)],
  ["rjust", (text, [width, fill]) => padding(text, width, fill) + text],
  ["zfill", (text, [width]) => zeroFill(text, width)],
  ["isalpha", (text) => /^\p{L}+$/v.test(text)],
  ["isalnum", (text) => /^[\p{L}\p{N}]+$/v.test(text)],
  ["isnumeric", (text) => /^\p{N}+$/v.test(text)],
  ["isdecimal", (text) => /^\p{Nd}+$/v.test(text)],
  ["isspace", (text) => text !== "" && Array.from(text).every((_, at) => isWhitespaceAt(text, at))],
];

function splitFromEnd(text: string, separator: unknown, limit: unknown): string[] {
  const most = limit === undefined ? -1 : (numberOf(limit) ?? -1);
  if (separator !== undefined && separator !== null) {
    const sign = textOf(separator);
    if (sign === "") throw new TemplateFault("rsplit needs a separator that is not empty");
    const parts = text.split(sign);
    return most < 0 || parts.length <= most + 1
      ? parts
      : [parts.slice(0, parts.length - most).join(sign), ...parts.slice(parts.length - most)];
  }
  const words: string[] = [];
  let rest = stripEnd(text);
  while (rest !== "" && words.length !== most) {
    let start = rest.length;
    while (start > 0 && !isWhitespaceAt(rest, start - 1)) start--;
    words.unshift(rest.slice(start));
    rest = stripEnd(rest.slice(0, start));
  }
  return strip(rest) === "" ? words : [rest, ...words];
}

function partition(text: string, at: number, separator: string, otherwise: string[]): unknown[] {
  if (separator === "") throw new TemplateFault("partition needs a separator that is not empty");
  return tupleOf(at === -1 ? otherwise : [text.slice(0, at), separator, text.slice(at + separator.length)]);
}

function countedTo(text: string, at: number): number {
  return at === -1 ? -1 : Array.from(text.slice(0, at)).length;
}

function padding(text: string, width: unknown, fill: unknown): string {
  const missing = (numberOf(width) ?? 0) - Array.from(text).length;
  return (fill === undefined ? " " : textOf(fill)).repeat(Math.max(0, missing));
}

/** The odd place goes to the left where the width is odd, else to the right: as CPython has it. */
export function center(text: string, width: unknown, fill: unknown): string {
  const wide = numberOf(width) ?? 0;
  const sign = fill === undefined ? " " : textOf(fill);
  const missing = Math.max(0, wide - Array.from(text).length);
  const left = Math.floor(missing / 2) + (missing & wide & 1);
  return sign.repeat(left) + text + sign.repeat(missing - left);
}

function zeroFill(text: string, width: unknown): string {
  const sign = /^[-+]/.exec(text)?.[0] ?? "";
  return sign + padding(text, width, "0") + text.slice(sign.length);
}
