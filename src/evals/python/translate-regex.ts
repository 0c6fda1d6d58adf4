import { translateClass, translateEscape } from "./translate-escape.ts";
import { literal } from "./regex-literal.ts";

/** A JavaScript pattern for the `v` flag that means what the Python pattern means. */
export interface TranslatedRegex {
  source: string;
  flags: string;
  groupCount: number;
}

export interface RegexState {
  pattern: string;
  at: number;
  ignoreSpace: boolean;
  dotAll: boolean;
  multiline: boolean;
  groupCount: number;
  /** Added to the numbers of references, when the result is put behind other groups. */
  groupOffset: number;
}

/** Not followed, and not preceded, by anything: the ends of the text, whatever the flags are. */
const TEXT_END = "(?![^])";
const TEXT_START = "(?<![^])";
const GLOBAL_FLAGS = /^\(\?([aiLmsux]+)\)/;

/** Translates Python's `re` syntax. `groupOffset` is added to numbered references. Throws a SyntaxError as Python throws `re.error`. */
export function translateRegex(pattern: string, groupOffset = 0): TranslatedRegex {
  const head = GLOBAL_FLAGS.exec(pattern);
  const given = head?.[1] ?? "";
  const state: RegexState = {
    pattern,
    at: head?.[0].length ?? 0,
    ignoreSpace: given.includes("x"),
    dotAll: given.includes("s"),
    multiline: given.includes("m"),
    groupCount: 0,
    groupOffset,
  };
  let source = "";
  while (state.at < pattern.length) source += translateNext(state);
  return { source, flags: given.includes("i") ? "vi" : "v", groupCount: state.groupCount };
}

function translateNext(state: RegexState): string {
  const { pattern } = state;
  const char = String.fromCodePoint(pattern.codePointAt(state.at) ?? 0);
  state.at += char.length;
  switch (char) {
    case "\\":
      return translateEscape(state);
    case "[":
      return translateClass(state);
    case "(":
      return translateGroup(state);
    case ".":
      return state.dotAll ? "[^]" : "[^\\n]";
    case "^":
      return state.multiline ? "(?<![^\\n])" : TEXT_START;
    case "$":
      return state.multiline ? "(?![^\\n])" : `(?=\\n?${TEXT_END})`;
    case "*":
    case "+":
    case "?":
      return quantifier(state, char);
    case "{":
      return braces(state);
    case ")":
    case "|":
      return char;
    default:
      return state.ignoreSpace ? verbose(state, char) : literal(char);
  }
}

function quantifier(state: RegexState, sign: string): string {
  if (state.pattern[state.at] === "+") {
    throw new SyntaxError(`Possessive quantifiers are not supported: ${state.pattern}`);
  }
  return sign;
}

function braces(state: RegexState): string {
  const bounds = /^(\d*)(,?)(\d*)\}/.exec(state.pattern.slice(state.at));
  if (bounds === null || bounds[0] === "}" || bounds[0] === ",}") return "\\{";
  state.at += bounds[0].length;
  const [, low = "", comma = "", high = ""] = bounds;
  return quantifier(state, `{${low === "" ? "0" : low}${comma}${high}}`);
}

/** With flag x: space means nothing, and # begins a comment. */
function verbose(state: RegexState, char: string): string {
  if (/[ \t-\r]/.test(char)) return "";
  if (char !== "#") return literal(char);
  const end = state.pattern.indexOf("\n", state.at);
  state.at = end === -1 ? state.pattern.length : end + 1;
  return "";
}

function translateGroup(state: RegexState): string {
  const rest = state.pattern.slice(state.at);
  if (!rest.startsWith("?")) {
    state.groupCount++;
    return "(";
  }
  const named = /^\?P<([^>]+)>/.exec(rest);
  if (named !== null) {
    state.at += named[0].length;
    state.groupCount++;
    return `(?<${named[1]}>`;
  }
  const reference = /^\?P=([^)]+)\)/.exec(rest);
  if (reference !== null) {
    state.at += reference[0].length;
    return `\\k<${reference[1]}>`;
  }
  const comment = /^\?#[^)]*\)/.exec(rest);
  if (comment !== null) {
    state.at += comment[0].length;
    return "";
  }
  const plain = /^\?(?::|=|!|<=|<!|[im]*(?:-[im]+)?:)/.exec(rest);
  if (plain === null) throw new SyntaxError(`This group is not supported: (${rest.slice(0, 8)} in ${state.pattern}`);
  state.at += plain[0].length;
  return `(${plain[0]}`;
}
