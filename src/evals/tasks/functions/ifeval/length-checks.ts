import { compilePythonRegex, splitWords, strip } from "../../../python/index.ts";
import { countSentences } from "./count-sentences.ts";
import { isInRelation, numberOf, textOf, type Check } from "./instruction.ts";

const WORD = compilePythonRegex(String.raw`\w+`);
const DIVIDER = compilePythonRegex(String.raw`\s?\*\*\*\s?`);
/** Ends a first word. */
const MARKS = new Set([".", ",", "?", "!", "'", '"']);

export const hasWords: Check = (response, demands) =>
  isInRelation(WORD.findAll(response).length, demands["relation"], numberOf(demands, "num_words"));

export const hasSentences: Check = (response, demands) =>
  isInRelation(countSentences(response), demands["relation"], numberOf(demands, "num_sentences"));

/** Paragraphs between `***`; an empty one counts only as a fault within the text. */
export const hasParagraphs: Check = (response, demands) => {
  const paragraphs = DIVIDER.replace(response, "\0").split("\0");
  const isEmpty = paragraphs.map((paragraph) => strip(paragraph) === "");
  if (isEmpty.slice(1, -1).includes(true)) return false;
  return isEmpty.filter((empty) => !empty).length === numberOf(demands, "num_paragraphs");
};

/** So many paragraphs between empty lines, of which one begins with a word. */
export const beginsParagraphWith: Check = (response, demands) => {
  const [count, place] = [numberOf(demands, "num_paragraphs"), numberOf(demands, "nth_paragraph")];
  const word = textOf(demands, "first_word")?.toLowerCase();
  if (count === undefined || place === undefined || place < 1 || place > count || word === undefined) return false;
  const paragraphs = response.split("\n\n");
  const written = paragraphs.filter((paragraph) => strip(paragraph) !== "").length;
  const paragraph = strip(paragraphs[place - 1] ?? "");
  if (place > written || paragraph === "") return false;
  return written === count && firstWordOf(paragraph) === word;
};

function firstWordOf(paragraph: string): string {
  const [first = ""] = splitWords(paragraph);
  const letters = [...first.replace(/^'+/, "").replace(/^"+/, "")];
  const end = letters.findIndex((letter) => MARKS.has(letter));
  return (end === -1 ? letters : letters.slice(0, end)).join("").toLowerCase();
}
