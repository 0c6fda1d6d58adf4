import { translateRegex } from "./translate-regex.ts";

/** A Python regular expression, compiled. */
export interface PythonRegex {
  /** `re.findall`: whole matches without groups, group 1 with one, lists of all groups with more; "" for a group that took no part. */
  findAll(text: string): (string | string[])[];
  /** `re.finditer`: every match with its place and its named groups. */
  matches(text: string): PythonMatch[];
  /** `re.sub(pattern, "", text)`. */
  remove(text: string): string;
  /** `re.sub(pattern, replacement, text, count)`; the replacement may name groups (`\1`, `\g<name>`). Count 0 is all. */
  replace(text: string, replacement: string, count?: number): string;
}

/** One match of `matches`. */
export interface PythonMatch {
  start: number;
  end: number;
  /** The whole match. */
  text: string;
  named: Readonly<Record<string, string | undefined>>;
}

/** `(?s).*` or `(?s).*?` in front, and no alternative to it. */
const BEGINS_WITH_ANYTHING = /^\[\^\]\*[^|]*$/;

interface Match {
  start: number;
  end: number;
  /** The whole match, then the groups. */
  groups: (string | undefined)[];
  named: Readonly<Record<string, string | undefined>>;
}

/**
 * Compiles a pattern of Python's `re` for `str`. Code points, `.`, `$`, `\s`, `\w`, `\d`, `\b` mean what they mean in Python.
 * Throws a SyntaxError for a pattern that Python refuses, or uses a construct that JavaScript has no equal for
 * (conditional groups, atomic groups, possessive quantifiers). A reference to a group that took no part matches
 * the empty text, where Python fails.
 */
export function compilePythonRegex(pattern: string): PythonRegex {
  const { source, flags, groupCount } = translateRegex(pattern);
  // What begins with any text at all matches here or nowhere: saying so spares a search of quadratic time.
  const anywhere = new RegExp(source, BEGINS_WITH_ANYTHING.test(source) ? `${flags}y` : `${flags}g`);
  let moving: RegExp | undefined;

  /** Python looks for a match that is not empty where it just found an empty one; JavaScript steps over that place. */
  function matchNotEmpty(text: string, start: number): Match | null {
    if (moving === undefined) {
      const { source: shifted } = translateRegex(pattern, 1);
      moving = new RegExp(`(?=([^]*))(?:${shifted})(?!\\1(?![^]))`, `${flags}y`);
    }
    moving.lastIndex = start;
    const found = moving.exec(text);
    if (found === null || moving.lastIndex <= start) return null;
    return { start, end: moving.lastIndex, groups: [found[0], ...found.slice(2)], named: found.groups ?? {} };
  }

  function* matches(text: string): Generator<Match> {
    let at = 0;
    while (at <= text.length) {
      anywhere.lastIndex = at;
      const found = anywhere.exec(text);
      if (found === null) return;
      const start = found.index;
      if (isInsidePair(text, start)) {
        at = start + 1;
        continue;
      }
      const end = anywhere.lastIndex;
      yield { start, end, groups: [...found], named: found.groups ?? {} };
      const next = end > start ? null : matchNotEmpty(text, start);
      if (next !== null) yield next;
      at = next?.end ?? (end > start ? end : start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1));
    }
  }

  function rebuild(text: string, replace: (groups: readonly (string | undefined)[]) => string, count: number): string {
    let kept = "";
    let last = 0;
    let replaced = 0;
    for (const { start, end, groups } of matches(text)) {
      if (count > 0 && replaced === count) break;
      kept += text.slice(last, start) + replace(groups);
      last = end;
      replaced++;
    }
    return replaced === 0 ? text : kept + text.slice(last);
  }

  return {
    findAll(text) {
      const found: (string | string[])[] = [];
      for (const { groups } of matches(text)) {
        if (groupCount < 2) found.push(groups[groupCount] ?? "");
        else found.push(groups.slice(1).map((group) => group ?? ""));
      }
      return found;
    },
    matches: (text) => [...matches(text)].map(({ groups, ...match }) => ({ ...match, text: groups[0] ?? "" })),
    remove: (text) => rebuild(text, () => "", 0),
    replace(text, replacement, count = 0) {
      const names = [...source.matchAll(/\((?:\?<([A-Za-z_]\w*)>|(?!\?))/g)].map(([, name]) => name);
      return rebuild(text, (groups) => expandReplacement(replacement, groups, names), count);
    },
  };
}

/** V8 finds empty matches between the halves of a code point, where no text of Python has a place. */
function isInsidePair(text: string, at: number): boolean {
  return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

const REPLACEMENT_ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };

/** The text put in place of a match: escapes of Python's replacement syntax worked out. */
function expandReplacement(replacement: string, groups: readonly (string | undefined)[], names: readonly (string | undefined)[]): string {
  return replacement.replaceAll(/\\(?:([1-9]\d?)|g<(\w+)>|([^]))/g, (whole, number, name, char) => {
    if (char !== undefined) return REPLACEMENT_ESCAPES[String(char)] ?? whole;
    const reference = String(number ?? name);
    const position = /^\d+$/.test(reference) ? Number(reference) : names.indexOf(reference) + 1;
    if (position >= groups.length || (position === 0 && reference !== "0")) throw new SyntaxError(`Invalid group reference ${reference}`);
    return groups[position] ?? "";
  });
}
