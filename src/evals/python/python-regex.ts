import { translateRegex } from "./translate-regex.ts";

/** A Python regular expression, compiled. */
export interface PythonRegex {
  /**
   * `re.findall`: whole matches without groups, group 1 with one, lists of all groups with more; "" for a group that took no part.
   * With `most`, at least 1: only the first so many.
   */
  findAll(text: string, most?: number): (string | string[])[];
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

/** The whole match, then the groups. */
type Groups = readonly (string | undefined)[];
type Named = Readonly<Record<string, string | undefined>>;
type Visit = (groups: Groups, start: number, end: number, named: Named | undefined) => boolean | void;

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
  function matchNotEmpty(text: string, start: number): { end: number; groups: Groups; named: Named | undefined } | null {
    if (moving === undefined) {
      const { source: shifted } = translateRegex(pattern, 1);
      moving = new RegExp(`(?=([^]*))(?:${shifted})(?!\\1(?![^]))`, `${flags}y`);
    }
    moving.lastIndex = start;
    const found = moving.exec(text);
    if (found === null || moving.lastIndex <= start) return null;
    return { end: moving.lastIndex, groups: [found[0], ...found.slice(2)], named: found.groups };
  }

  /** Visits every match in order, until a visit says `false`. A callback, because a generator costs as much as the search of a short text. */
  function walk(text: string, visit: Visit): void {
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
      if (visit(found, start, end, found.groups) === false) return;
      at = end;
      if (end > start) continue;
      const next = matchNotEmpty(text, start);
      if (next !== null && visit(next.groups, start, next.end, next.named) === false) return;
      at = next?.end ?? start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    }
  }

  function rebuild(text: string, replace: (groups: Groups) => string, count: number): string {
    let kept = "";
    let last = 0;
    let replaced = 0;
    walk(text, (groups, start, end) => {
      kept += text.slice(last, start) + replace(groups);
      last = end;
      replaced++;
      return replaced !== count;
    });
    return replaced === 0 ? text : kept + text.slice(last);
  }

  return {
    findAll(text, most = Number.POSITIVE_INFINITY) {
      const found: (string | string[])[] = [];
      walk(text, (groups) => {
        found.push(groupCount < 2 ? (groups[groupCount] ?? "") : groups.slice(1).map((group) => group ?? ""));
        return found.length < most;
      });
      return found;
    },
    matches(text) {
      const found: PythonMatch[] = [];
      walk(text, (groups, start, end, named = {}) => void found.push({ start, end, text: groups[0] ?? "", named }));
      return found;
    },
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
