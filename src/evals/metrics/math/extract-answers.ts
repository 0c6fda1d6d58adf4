import type { PythonMatch } from "../../python/index.ts";
import { type AnswerPattern, answerPatterns } from "./answer-patterns.ts";
import { isExpression, type MathValue, numberOf, PERCENT, productOf } from "./expression.ts";
import { unlessFaulty } from "./math-fault.ts";
import { normalizeAnswer } from "./normalize-answer.ts";
import { readDecimal } from "./rational.ts";
import { readAnswer } from "./read-answer.ts";
import { readArithmetic } from "./read-arithmetic.ts";
import { setOf } from "./read-set.ts";

/** What was found in a text: what could be read, then the cleaned text of the first place that was looked at. */
export interface Extracted {
  value: MathValue | null;
  text: string | null;
}

const COMPLEX_SIGNS =
  /\\mathbb\{C\}|\\i\b|\bi\b|\\text\{i\}|\\mathrm\{i\}|\\imath\b|\\det|\\operatorname\{(?:tr|rank|Re|Im)\}|\\text\{(?:rank|Re|Im)\}|\\(?:arg|Re|Im)\{/;
const EQUALS = /(?<![\\<!>])=/;

/**
 * Finds the answer in a text as math-verify 0.7.0's `parse` does: places by priority, and of one priority the rightmost that
 * can be read.
 * @param kinds "latex" alone for a solution, with plain expressions for a worker's answer
 */
export function extractAnswer(text: string, kinds: "latex" | "latex and expressions"): Extracted {
  let fallback: string | null = null;
  for (const ofPriority of byPriority(answerPatterns(kinds !== "latex"))) {
    for (const { match, kind } of placesOf(ofPriority, text)) {
      const found = kind === "latex" ? readLatex(match) : readPlain(match);
      fallback ??= found.text === "" ? null : found.text;
      if (found.value !== null) return { value: found.value, text: fallback };
    }
  }
  return { value: null, text: fallback };
}

function byPriority(patterns: readonly AnswerPattern[]): AnswerPattern[][] {
  const groups = Map.groupBy(patterns, ({ priority }) => priority);
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}

function placesOf(patterns: readonly AnswerPattern[], text: string): { match: PythonMatch; kind: AnswerPattern["kind"] }[] {
  const places = patterns
    .filter(({ needs }) => needs.length === 0 || needs.some((sign) => text.includes(sign)))
    .flatMap(({ regex, kind }) => regex.matches(text).map((match) => ({ match, kind })));
  return places.toSorted((a, b) => b.match.end - a.match.end || a.match.start - b.match.start);
}

function readLatex({ named }: PythonMatch): Extracted {
  const texts: string[] = [];
  const values: (MathValue | null)[] = [];
  for (const prefix of ["first", "next1", "next2", "next3", "next4", "next5"]) {
    const found = Object.entries(named).find(([name, value]) => name.startsWith(`${prefix}_latex`) && value !== undefined && value !== "");
    if (found?.[1] === undefined) continue;
    const text = normalizeAnswer(found[1], found[0] === "first_latexBoxed" ? "last" : "all");
    texts.push(text);
    values.push(readPercentage(text, Boolean(named[`${prefix}_percent`])));
  }
  if (values.length > 1 && !values.includes(null)) {
    const items = values.flatMap((value) => (value?.kind === "set" ? value.items : value === null ? [] : [value]));
    return { value: setOf(items), text: texts.join(" and ") };
  }
  return { value: values[0] ?? null, text: texts[0] ?? "" };
}

function readPercentage(text: string, isPercentage: boolean): MathValue | null {
  const value = readOrLastSide(text);
  if (!isPercentage || value === null) return value;
  return isExpression(value) ? productOf(value, PERCENT) : null;
}

/** As it stands, or, of more than one equation in a row, what stands last. */
function readOrLastSide(text: string): MathValue | null {
  const whole = readValue(text);
  if (whole !== null || /[,;]/.test(text)) return whole;
  const sides = text.split(EQUALS);
  return sides.length > 2 ? readValue(sides.at(-1) ?? "") : null;
}

function readValue(latex: string): MathValue | null {
  return unlessFaulty(() => readAnswer(latex, !COMPLEX_SIGNS.test(latex)));
}

function readPlain({ named }: PythonMatch): Extracted {
  const integer = named["integer1"] ?? named["integer2"] ?? named["integer3"] ?? "";
  const decimal = named["decimal1"] ?? named["decimal2"] ?? named["decimal3"] ?? "";
  if (integer !== "" || decimal !== "") {
    const digits = integer.replaceAll(/[, ]/g, "").replace(/^0+/, "") || "0";
    const text = digits + decimal.replace(",", ".");
    const number = numberOf(readDecimal(text), text.includes("."));
    return { value: named["percent"] === undefined ? number : productOf(number, PERCENT), text };
  }
  const expression = named["expr"] ?? "";
  return { value: expression === "" ? null : unlessFaulty(() => readArithmetic(expression)), text: expression };
}
