import { canonicalJson } from "./canonical-json.ts";
import type { ExtractedAnswer } from "./extracted-answer.ts";
import { normalisePhrase } from "./normalise-phrase.ts";

/** Of a longer text the end counts: there the final answer stands. */
const MAX_READ_CHARACTERS = 65_536;
const MAX_WHOLE_CHARACTERS = 60;
const MAX_WHOLE_WORDS = 6;
const MAX_STATEMENTS = 8;
/** A text that states more answers than this is a list, not one final answer. */
const MAX_DISTINCT = 3;
/** From this share of a text on, its code is the answer, and else an illustration. */
const MIN_CODE_SHARE = 1 / 3;

/** Where an answer is stated: "#### 5", "\boxed{5}", "the answer is 5", "**Final answer:** 5", a line "A: 5". */
const STATEMENT =
  /#{4}(?!#)|\\boxed\{|\b(?:answers?|solution|result|(?:correct|best|right) (?:choice|option))[*_"']{0,4}[ \t]{0,4}(?:is\b|are\b|[:=])|^[ \t*_]{0,8}A[*_]{0,4}:/gimu;
/** A model without an end of its own goes on with the next question and answers that as well. */
const INVENTED_TURN = /\n[ \t*#]{0,8}(?:question|q|problem|exercise|example|user|human)[ \t]{0,2}\d{0,3}[*_]{0,4}:/giu;
const FENCE = /^[ \t]{0,3}```([\w+-]{0,20})[ \t]*\n([^]*?)\n[ \t]{0,3}```/gmu;
/** "… referred to here is E. Inseparability." as the last sentence. */
const LAST_CHOICE = /\b(?:is|are)\b[:*\s]{1,6}[([]?([A-J])[.)\]][^\n.]{0,100}[.*\s]{0,4}$|[([]([A-J])[)\]][.*\s]{0,4}$/u;
const ANSWER_KEYS: ReadonlySet<string> = new Set(["answer", "final_answer", "finalAnswer", "result", "choice", "label"]);

/**
 * The final answer that a text states, normalised for comparison: JSON or code that is the whole answer, else the last
 * statement ("the answer is …", "#### n", a box, "Answer: …"), else the whole text where it is a few words. The forms are those
 * that the benchmarks ask for (GSM8K, MATH, MMLU-Pro) and chat models use. Never throws; 1 MB takes milliseconds.
 * @returns undefined where the text states no single answer
 */
export function extractAnswer(text: string): ExtractedAnswer | undefined {
  const read = text.slice(-MAX_READ_CHARACTERS).trim();
  return extractData(read) ?? extractStatement(read) ?? extractCode(read) ?? extractWhole(read);
}

function extractData(text: string): ExtractedAnswer | undefined {
  const fenced = /^```(?:json)?[ \t]*\n([^]*)\n```$/iu.exec(text)?.[1]?.trim();
  const candidate = fenced ?? text;
  if (!/^(?:\{[^]*\}|\[[^]*\])$/u.test(candidate)) return undefined;
  try {
    return fromData(JSON.parse(candidate));
  } catch {
    return undefined;
  }
}

function fromData(data: unknown): ExtractedAnswer | undefined {
  if (typeof data === "object" && data !== null) {
    const stated: unknown = Object.entries(data).find(([key]) => ANSWER_KEYS.has(key))?.[1];
    if (typeof stated === "string" || typeof stated === "number" || typeof stated === "boolean") {
      const answer = normalisePhrase(String(stated));
      if (answer !== undefined) return answer;
    }
  }
  const value = canonicalJson(data);
  return value === undefined ? undefined : { kind: "json", value };
}

function extractStatement(text: string): ExtractedAnswer | undefined {
  const statements = [...text.matchAll(STATEMENT)];
  const first = statements[0];
  if (first === undefined) return undefined;
  const end = [...text.matchAll(INVENTED_TURN)].find(({ index }) => index > first.index)?.index ?? text.length;
  const answers = statements
    .filter(({ index }) => index < end)
    .slice(-MAX_STATEMENTS)
    .flatMap((match) => readStatement(text.slice(0, end), match) ?? []);
  const distinct = new Set(answers.map(({ kind, value }) => `${kind} ${value}`));
  return distinct.size > MAX_DISTINCT ? undefined : answers.at(-1);
}

function readStatement(text: string, match: RegExpExecArray): ExtractedAnswer | undefined {
  const from = match.index + match[0].length;
  const window = text.slice(from, from + 300);
  return normalisePhrase(match[0].endsWith("{") ? insideBraces(window) : window);
}

/** What stands before the brace that closes the one already open. */
function insideBraces(text: string): string {
  let depth = 1;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "{") depth++;
    if (text[index] === "}" && --depth === 0) return text.slice(0, index);
  }
  return text;
}

function extractCode(text: string): ExtractedAnswer | undefined {
  const blocks = [...text.matchAll(FENCE)].map(([, , code = ""]) => code);
  const code = blocks.join("\n");
  if (code.trim() === "" || code.length < text.length * MIN_CODE_SHARE) return undefined;
  return { kind: "code", value: code.trim().replaceAll(/\s+/gu, " ") };
}

function extractWhole(text: string): ExtractedAnswer | undefined {
  const isShort = text.length <= MAX_WHOLE_CHARACTERS && !text.includes("\n") && text.split(/\s+/u).length <= MAX_WHOLE_WORDS;
  if (isShort) return normalisePhrase(text);
  const [, stated, last] = LAST_CHOICE.exec(text.slice(-160)) ?? [];
  const letter = stated ?? last;
  return letter === undefined ? undefined : { kind: "choice", value: letter };
}
