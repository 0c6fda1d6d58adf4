import { literal } from "./regex-literal.ts";
import type { RegexState } from "./regex-state.ts";
import { WHITESPACE } from "./whitespace.ts";

const WORD = "\\p{L}\\p{N}_";
/** Escapes that stand for a set, as something allowed both alone and inside a class (the `v` flag nests classes). */
const SETS: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  s: `[${WHITESPACE}]`,
  S: `[^${WHITESPACE}]`,
  w: `[${WORD}]`,
  W: `[^${WORD}]`,
};
const PLACES: Readonly<Record<string, string>> = {
  A: "(?<![^])",
  Z: "(?![^])",
  b: `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`,
  B: `(?!(?<![^])(?![^]))(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`,
};
const CONTROLS: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Translates what follows a backslash outside of a class; `state.at` stands behind the backslash. */
export function translateEscape(state: RegexState): string {
  const rest = state.pattern.slice(state.at);
  const place = PLACES[rest[0] ?? ""];
  if (place !== undefined) {
    state.at += 1;
    return place;
  }
  const octal = /^(?:0[0-7]{0,2}|[0-3][0-7]{2})/.exec(rest);
  const reference = octal === null ? /^[1-9]\d?/.exec(rest) : null;
  if (reference !== null) {
    state.at += reference[0].length;
    // In a group of its own, for a digit may follow.
    return `(?:\\${Number(reference[0]) + state.groupOffset})`;
  }
  return escapedItem(state).source;
}

/** Translates a class; `state.at` stands behind its bracket. */
export function translateClass(state: RegexState): string {
  const { pattern } = state;
  let source = "[";
  if (pattern[state.at] === "^") {
    source += "^";
    state.at += 1;
  }
  for (let first = true; first || pattern[state.at] !== "]"; first = false) {
    if (state.at >= pattern.length) throw new SyntaxError(`Unterminated character set in ${pattern}`);
    const low = classItem(state);
    if (low.isSet || pattern[state.at] !== "-" || pattern[state.at + 1] === "]") {
      source += low.source;
      continue;
    }
    state.at += 1;
    const high = classItem(state);
    if (high.isSet) throw new SyntaxError(`Bad character range in ${pattern}`);
    source += `${low.source}-${high.source}`;
  }
  state.at += 1;
  return `${source}]`;
}

interface Item {
  source: string;
  isSet: boolean;
}

function classItem(state: RegexState): Item {
  const char = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0);
  state.at += char.length;
  return char === "\\" ? escapedItem(state) : { source: literal(char), isSet: false };
}

/** A set or one character behind a backslash. In a class digits are octal; elsewhere references were taken before. */
function escapedItem(state: RegexState): Item {
  const rest = state.pattern.slice(state.at);
  const set = SETS[rest[0] ?? ""];
  if (set !== undefined) {
    state.at += 1;
    return { source: set, isSet: true };
  }
  const coded = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  const octal = /^[0-7]{1,3}/.exec(rest);
  const control = CONTROLS[rest[0] ?? ""];
  if (coded !== null) {
    state.at += coded[0].length;
    return one(Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? "", 16));
  }
  if (octal !== null) {
    state.at += octal[0].length;
    return one(Number.parseInt(octal[0], 8));
  }
  if (control !== undefined) {
    state.at += 1;
    return one(control);
  }
  if (rest === "" || /^[A-Za-z0-9]/.test(rest)) {
    throw new SyntaxError(`Bad escape \\${rest.slice(0, 1)} in ${state.pattern}`);
  }
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  state.at += char.length;
  return one(char.codePointAt(0) ?? 0);
}

function one(codePoint: number): Item {
  return { source: literal(String.fromCodePoint(codePoint)), isSet: false };
}
