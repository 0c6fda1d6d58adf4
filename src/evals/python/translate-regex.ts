import type { RegexState } from "./regex-state.ts";
import { translateClass, translateEscape } from "./translate-escape.ts";
import { literal } from "./regex-literal.ts";

/** A JavaScript pattern for the `v` flag that means what the Python pattern means. */
export interface TranslatedRegex {
  source: string;
  flags: string;
  groupCount: number;
}

/** Not followed, and not preceded, by anything: the ends of the text, whatever the flags are. */
const TEXT_END = "(?![^])";
const TEXT_START = "(?<![^])";
const DOTTED = "iI\u0130\u0131";
const GLOBAL_FLAGS = /^\(\?([imsux]+)\)/;

/** Translates Python's `re` syntax. `groupOffset` is added to numbered references. Throws a SyntaxError as Python throws `re.error`. */
export function translateRegex(pattern: string, groupOffset = 0): TranslatedRegex {
  const head = GLOBAL_FLAGS.exec(pattern);
  const given = head?.[1] ?? "";
  const state: RegexState = {
    pattern,
    at: head?.[0].length ?? 0,
    flags: {
      ignoreSpace: given.includes("x"),
      ignoreCase: given.includes("i"),
      dotAll: given.includes("s"),
      multiline: given.includes("m"),
    },
    outerFlags: [],
    ends: [],
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
      return state.flags.dotAll ? "[^]" : "[^\\n]";
    case "^":
      return state.flags.multiline ? "(?<![^\\n])" : TEXT_START;
    case "$":
      return state.flags.multiline ? "(?![^\\n])" : `(?=\\n?${TEXT_END})`;
    case "*":
    case "+":
    case "?":
      return quantifier(state, char);
    case "{":
      return braces(state);
    case ")":
      state.flags = state.outerFlags.pop() ?? state.flags;
      return state.ends.pop() ?? char;
    case "|":
      return char;
    default:
      return state.flags.ignoreSpace ? verbose(state, char) : anyCase(state, char);
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
  if (bounds === null || bounds[0] === "}") return "\\{";
  state.at += bounds[0].length;
  const [, low = "", comma = "", high = ""] = bounds;
  return quantifier(state, `{${low === "" ? "0" : low}${comma}${high}}`);
}

/** Of all letters Python alone takes the Turkish dotted and dotless ones for i. */
function anyCase({ flags }: RegexState, char: string): string {
  return flags.ignoreCase && DOTTED.includes(char) ? `[${DOTTED}]` : literal(char);
}

/** With flag x: space means nothing, and # begins a comment. */
function verbose(state: RegexState, char: string): string {
  if (/[ \t-\r]/.test(char)) return "";
  if (char !== "#") return anyCase(state, char);
  const end = state.pattern.indexOf("\n", state.at);
  state.at = end === -1 ? state.pattern.length : end + 1;
  return "";
}

function translateGroup(state: RegexState): string {
  const rest = state.pattern.slice(state.at);
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
  state.outerFlags.push(state.flags);
  // Python repeats what looks around, JavaScript only what stands in a group.
  const isLook = /^\?<?[=!]/.test(rest);
  state.ends.push(isLook ? "))" : ")");
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
  const plain = /^\?(?::|=|!|<=|<!)/.exec(rest);
  if (plain !== null) {
    state.at += plain[0].length;
    return isLook ? `(?:(${plain[0]}` : `(${plain[0]}`;
  }
  return translateFlaggedGroup(state, rest);
}

/** `(?is-m:`: what we translate ourselves is kept aside, only case is left to JavaScript. */
function translateFlaggedGroup(state: RegexState, rest: string): string {
  const found = /^\?([imsx]*)(?:-([imsx]+))?:/.exec(rest);
  if (found === null) throw new SyntaxError(`This group is not supported: (${rest.slice(0, 8)} in ${state.pattern}`);
  const [all, on = "", off = ""] = found;
  state.at += all.length;
  const setting = (flag: string, before: boolean) => (before || on.includes(flag)) && !off.includes(flag);
  const { dotAll, multiline, ignoreSpace, ignoreCase } = state.flags;
  state.flags = {
    dotAll: setting("s", dotAll),
    multiline: setting("m", multiline),
    ignoreSpace: setting("x", ignoreSpace),
    ignoreCase: setting("i", ignoreCase),
  };
  if (on.includes("i")) return "(?i:";
  return off.includes("i") ? "(?-i:" : "(?:";
}
