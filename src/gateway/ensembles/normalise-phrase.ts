import type { ExtractedAnswer } from "./extracted-answer.ts";
import { normaliseChoice } from "./normalise-choice.ts";
import { normaliseDate } from "./normalise-date.ts";
import { normaliseNumber } from "./normalise-number.ts";

const MAX_PHRASE_CHARACTERS = 200;
const MAX_WORDS = 12;
const MAX_VALUE_CHARACTERS = 80;
/** What may stand between "the answer is" and the answer. */
const FILLERS =
  /^(?:(?:(?:the )?(?:final |correct )?answer is|therefore|thus|then|hence|simply|just|clearly|probably|likely|most likely|given by|equal to|equals|approximately|about|around|option|choice|letter|answer)\b[,:]?|\.{2,}|…|[=≈~:*_`"'“”‘’]|\\\(|\\\[|\\text\{|\\mathrm\{|\\textbf\{|\\mathbf\{|\$(?=[^\d\s]))\s*/iu;
const MAX_FILLERS = 12;
const WRAPPING = /(?:[\s*_`"'“”‘’.,;:!]|\\\)|\\\]|\$)+$/u;
/** What a worker adds to its answer. */
const ASIDE = /[,;]? \b(?:because|since|i think|i believe|in my opinion)\b.*$/iu;
const NEGATED = /^(?:not|n't|none of (?:these|those)|unclear|unknown|undetermined)\b/i;
/** "x = 5", "3 * 4 = 12": the right side is the answer. */
const EQUATION = /^[^=\n]{1,80}=\s?(?=[^=\n]+$)/u;
const VERDICT = /^(yes|no|true|false)\b(?=$|[\s]?[,.;:!-])/i;

/**
 * Reads the phrase that states an answer: what stands behind "the answer is", in a box, or alone.
 * @param phrase at most its first line and its first 200 characters count
 * @returns undefined where the phrase is a sentence rather than an answer
 */
export function normalisePhrase(phrase: string): ExtractedAnswer | undefined {
  const line = unwrap(phrase.slice(0, MAX_PHRASE_CHARACTERS).normalize("NFKC").trimStart().split("\n", 1)[0] ?? "");
  if (line === "" || NEGATED.test(line)) return undefined;
  const choice = normaliseChoice(line);
  if (choice !== undefined) return { kind: "choice", value: choice };
  const date = normaliseDate(line);
  if (date !== undefined) return { kind: "date", value: date };
  const sentence = line.split(/[.!?;](?:\s|$)/u, 1)[0] ?? "";
  const number = normaliseNumber(sentence) ?? normaliseNumber(unwrap(sentence.replace(EQUATION, "")));
  if (number !== undefined) return { kind: "number", value: number };
  const verdict = VERDICT.exec(sentence)?.[1];
  const value = verdict?.toLowerCase() ?? words(sentence.replace(ASIDE, ""));
  return value === undefined ? undefined : { kind: "text", value };
}

/** Without markup, quotes and fillers around. */
function unwrap(line: string): string {
  let rest = line.trim();
  for (let round = 0; round < MAX_FILLERS; round++) {
    const shorter = rest.replace(FILLERS, "");
    if (shorter === rest) break;
    rest = shorter;
  }
  rest = rest.replace(WRAPPING, "").trim();
  // The brace of \text{…}, whose beginning went above.
  return rest.endsWith("}") && !rest.includes("{") ? unwrap(rest.slice(0, -1)) : rest;
}

function words(sentence: string): string | undefined {
  const found = sentence
    .toLowerCase()
    .split(/[^\p{L}\p{N}+\-/^=<>%#]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word) && !/^(?:the|a|an)$/.test(word));
  const value = found.join(" ");
  return value === "" || found.length > MAX_WORDS || value.length > MAX_VALUE_CHARACTERS ? undefined : value;
}
