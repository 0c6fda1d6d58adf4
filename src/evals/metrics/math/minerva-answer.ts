import { compilePythonRegex, strip } from "../../python/index.ts";
import { areEqual } from "./are-equal.ts";
import { unlessFaulty } from "./math-fault.ts";
import { readSympyLatex } from "./read-sympy-latex.ts";

const INVALID = "[invalidanswer]";
const END = "I hope it is correct.";
const FINAL_ANSWER = /Final Answer: The final answer is([^\n]*?)[^\n] I hope it is correct[^\n]/;

const SUBSTITUTIONS: readonly (readonly [string, string])[] = [
  ["an ", ""],
  ["a ", ""],
  [".$", "$"],
  ["\\$", ""],
  ["\\ ", ""],
  [" ", ""],
  ["mbox", "text"],
  [",\\text{and}", ","],
  ["\\text{and}", ","],
  ["\\text{m}", "\\text{}"],
];
const REMOVED: readonly string[] = [
  "square",
  "ways",
  "integers",
  "dollars",
  "mph",
  "inches",
  "ft",
  "hours",
  "km",
  "units",
  "\\ldots",
  "sue",
  "points",
  "feet",
  "minutes",
  "digits",
  "cents",
  "degrees",
  "cm",
  "gm",
  "pounds",
  "meters",
  "meals",
  "edges",
  "students",
  "childrentickets",
  "multiples",
  "\\text{s}",
  "\\text{.}",
  "\\text{\ns}",
  "\\text{}^2",
  "\\text{}^3",
  "\\text{\n}",
  "\\text{}",
  "\\mathrm{th}",
  "^\\circ",
  "^{\\circ}",
  "\\;",
  ",\\!",
  "{,}",
  '"',
  "\\dots",
];
const SHORTENED = (
  [
    [String.raw`(.*?)(\$)(.*?)(\$)(.*)`, String.raw`$\3$`],
    [String.raw`(\\text\{)(.*?)(\})`, String.raw`\2`],
    [String.raw`(\\textbf\{)(.*?)(\})`, String.raw`\2`],
    [String.raw`(\\overline\{)(.*?)(\})`, String.raw`\2`],
    [String.raw`(\\boxed\{)(.*)(\})`, String.raw`\2`],
    [String.raw`(frac)([^{])(.)`, String.raw`frac{\2}{\3}`],
    [String.raw`(sqrt)([^{])`, String.raw`sqrt{\2}`],
  ] as const
).map(([pattern, replacement]) => ({ regex: compilePythonRegex(pattern), replacement }));

/** The answer in the form that the few-shot examples show, or null: the first "Final Answer: The final answer is …". */
export function extractMinervaAnswer(response: string): string | null {
  const found = FINAL_ANSWER.exec(response + END)?.[1];
  return found === undefined ? null : strip(found);
}

/**
 * Brings an answer to the form in which answers are compared as texts.
 * Source: Lewkowycz et al., Solving Quantitative Reasoning Problems with Language Models (2022), appendix D.
 */
export function normalizeMinervaAnswer(answer: string): string {
  let text = answer.split("=").at(-1) ?? "";
  for (const [before, after] of SUBSTITUTIONS) text = text.replaceAll(before, after);
  for (const word of REMOVED) text = text.replaceAll(word, "");
  for (const { regex, replacement } of SHORTENED) text = regex.replace(text, replacement);
  text = text.replaceAll("$", "");
  const digits = text.replaceAll(",", "");
  return /^[\p{Nd}\p{No}]+$/u.test(digits) ? digits : text;
}

/** The harness's `exact_match_original`: equal as texts after normalising, else equal as formulas. */
export function isMinervaMatch(answer: string, response: string): boolean {
  const found = extractMinervaAnswer(response);
  if (found === null) return false;
  const [given, gold] = [normalizeMinervaAnswer(found), normalizeMinervaAnswer(answer)];
  if (given === INVALID) return false;
  return strip(given) === strip(gold) || areSameFormulas(given, gold);
}

export function areSameFormulas(a: string, b: string): boolean {
  const [left, right] = [unlessFaulty(() => readSympyLatex(a)), unlessFaulty(() => readSympyLatex(b))];
  return left !== null && right !== null && areEqual(left, right);
}
