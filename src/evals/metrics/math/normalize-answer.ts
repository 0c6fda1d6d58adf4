import { compilePythonRegex, strip, stripStart } from "../../python/index.ts";
import { openBoxes } from "./open-boxes.ts";

const LEFT = compilePythonRegex(
  String.raw`\\m?left(\\\{|\{|\\\||\||\[|\(|\\rbracl|\\lgroup|\\lbrace|\\lbrack|\\vert|\\lvert|\\lceil|\\lfloor|\\vert|\\lvert|\\langle|\\llcorner|\\ulcorner)`,
);
const RIGHT = compilePythonRegex(
  String.raw`\\m?right(\\\}|\}|\\\||\||\]|\)|\\rbrack|\\rgroup|\\rbrace|\\rbrack|\\vert|\\rvert|\\rceil|\\rfloor|\\vert|\\rvert|\\rangle|\\lrcorner|\\urcorner)`,
);
const PERMUTATION = compilePythonRegex(String.raw`\(([a-zA-Z0-9+\-*/\\ ]+?)\)_{([a-zA-Z0-9+\-*/\\ ]+?)}`);
const REMOVED = compilePythonRegex(String.raw`\\mathrm\{th\}|\\!\s*|\\text\s*\{\s*\}|\\\$|\$|(?<!\\)["\']|\\displaystyle`);
const DOUBLED_COMMAND = compilePythonRegex(String.raw`\\\\(?=[a-zA-Z])`);
const UNIT_AT_END = compilePythonRegex(String.raw`(\\(?:text|mbox){.*?})(\^\d|\{\^\d\})?$`);
/** Of the 140 units that are listed there, this is the only one that the pattern around them can match. */
const UNIT = compilePythonRegex(String.raw` m east(?:s|es)?(?:$|\W)`);
const EMPTY_TEXT = compilePythonRegex(String.raw`\\text\s*\{\s*\}`);

/** Written so, and put so; at one place the first that fits, all in one pass. */
const REPLACEMENTS: readonly (readonly [string, string])[] = [
  [String.raw`\\math(?:rm|it|bf)`, String.raw`\text`],
  [String.raw`\\text(?:normal|bf|it|rm)`, String.raw`\text`],
  [String.raw`\\(?:d|t|c)frac`, String.raw`\frac`],
  [String.raw`\s\.`, " 0."],
  [String.raw`\{\.`, "{0."],
  [String.raw`\~\=`, String.raw`\approx`],
  [String.raw`\s*\{\s*,\s*\}`, ","],
  [String.raw`(?<![a-zA-Z])(?:,?\s*(?:and|or))(?![a-zA-Z])`, ","],
  [String.raw`(?:,?\s*\\text{\s*(?:and|or)\s*})`, ","],
  [String.raw`(?<!\\)\\\s`, " "],
  ["infinity", String.raw`\infty`],
  [String.raw`,?(?:\\ldots)`, " "],
  [String.raw`\s*percent`, String.raw`\%`],
  [String.raw`\\text{percent}`, String.raw`\%`],
  [String.raw`(?<!\\)inf(?!inity)`, String.raw`\infty`],
  [" sqrt", String.raw`\sqrt`],
];
const REPLACED = compilePythonRegex(REPLACEMENTS.map(([pattern], at) => `(?P<r${at}>${pattern})`).join("|"));

const MALFORMED = (
  [
    [String.raw`\^\s?\((.*?)\)`, String.raw`^{\1}`],
    [String.raw`sqrt\s?\((.*?)\)`, String.raw`\\sqrt{\1}`],
    [String.raw`\\frac\s?(\d)\s?(\d+)`, String.raw`\\frac{\1}{\2}`],
    [String.raw`\\log_\s?(\d)\s?(\d+)`, String.raw`\\log_{\1}{\2}`],
    [String.raw`\\frac\s?{(.*?)}\s?(\d)`, String.raw`\\frac{\1}{\2}`],
    [String.raw`\\frac\s?(\d)\s?{(.*?)}`, String.raw`\\frac{\1}{\2}`],
    [String.raw`\\sqrt\s?(\d)`, String.raw`\\sqrt{\1}`],
  ] as const
).map(([pattern, replacement]) => ({ regex: compilePythonRegex(pattern), replacement }));

/**
 * Cleans LaTeX before it is read, as latex2sympy2_extended 1.10.1 does with the settings of math-verify 0.7.0: boxes opened,
 * commands without meaning and units taken out, malformed fractions, roots and powers mended.
 */
export function normalizeAnswer(latex: string, boxes: "all" | "last"): string {
  let text = mendBasics(openBoxes(latex, boxes));
  text = withoutUnits(text);
  if (text.startsWith(".")) text = `0${text}`;
  if (text === "0.5") text = "\\frac{1}{2}";
  for (const { regex, replacement } of MALFORMED) text = regex.replace(text, replacement);
  text = mendRoots(text.replaceAll(" sqrt", "\\sqrt"));
  return strip(mendSlash(mendFractions(text)));
}

function mendBasics(latex: string): string {
  let text = latex.replaceAll("\\mathrm{T}", "T").replaceAll("\\mathrm{d}", "d").replaceAll("{\\rm d}", "d");
  text = text.replaceAll("\\left[\\begin{matrix}", "\\begin{bmatrix}").replaceAll("\\end{matrix}\\right]", "\\end{bmatrix}");
  text = RIGHT.replace(LEFT.replace(text, "\\1"), "\\1");
  text = REMOVED.remove(PERMUTATION.replace(text, "\\\\frac{(\\1)!}{((\\1)-(\\2))!}"));
  text = replaceAll(text).replaceAll("\n", " ").replaceAll("\t", " ");
  return text.includes("matrix") ? text : DOUBLED_COMMAND.replace(text, "\\\\");
}

function replaceAll(text: string): string {
  let kept = "";
  let last = 0;
  for (const { start, end, named } of REPLACED.matches(text)) {
    const at = REPLACEMENTS.findIndex((_, number) => named[`r${number}`] !== undefined);
    kept += text.slice(last, start) + (REPLACEMENTS[at]?.[1] ?? "");
    last = end;
  }
  return kept + text.slice(last);
}

function withoutUnits(latex: string): string {
  let text = orItself(strip(UNIT_AT_END.remove(latex)), latex);
  text = orItself(UNIT.remove(text), text);
  return EMPTY_TEXT.replace(text, " ");
}

function orItself(shorter: string, text: string): string {
  return shorter === "" ? text : shorter;
}

/** `\frac12` to `\frac{1}{2}`; the first character that is no brace is the whole numerator. */
function mendFractions(text: string): string {
  const [head = "", ...tails] = text.split("\\frac");
  let mended = head;
  for (const tail of tails.map(stripStart)) {
    const [top = "", bottom = ""] = tail;
    if (top === "{") mended += `\\frac${tail}`;
    else if (tail.length < 2) return text;
    else mended += `\\frac{${top}}${bottom === "{" ? bottom : `{${bottom}}`}${tail.slice(2)}`;
  }
  return mended;
}

function mendRoots(text: string): string {
  const [head = "", ...tails] = text.split("\\sqrt");
  const mended = tails.map(stripStart).map((tail) => (/^[{[]|^$/.test(tail) ? `\\sqrt${tail}` : `\\sqrt{${tail[0]}}${tail.slice(1)}`));
  return [head, ...mended].join("");
}

/** `2/3`, where that is all there is. */
function mendSlash(text: string): string {
  return text.replace(/^(0|-?[1-9]\d*)\/(0|-?[1-9]\d*)$/, "\\frac{$1}{$2}");
}
