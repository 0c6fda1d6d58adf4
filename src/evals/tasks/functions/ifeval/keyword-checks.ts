import { compilePythonRegex, type PythonRegex } from "../../../python/index.ts";
import { isInRelation, numberOf, textOf, textsOf, type Check } from "./instruction.ts";

/** All keywords stand in the response, in any case; within words too. */
export const hasKeywords: Check = (response, demands) => {
  const keywords = textsOf(demands, "keywords");
  return keywords.length > 0 && keywords.every((keyword) => countOf(keyword, response) > 0);
};

/** None of the words stands in the response as a word. */
export const lacksForbiddenWords: Check = (response, demands) => {
  const words = textsOf(demands, "forbidden_words");
  return words.length > 0 && words.every((word) => countOf(String.raw`\b${word}\b`, response) === 0);
};

export const hasKeywordOften: Check = (response, demands) => {
  const keyword = textOf(demands, "keyword")?.trim();
  if (keyword === undefined) return false;
  return isInRelation(countOf(keyword, response), demands["relation"], numberOf(demands, "frequency"));
};

/** One of the letters a to z, in any case. */
export const hasLetterOften: Check = (response, demands) => {
  const letter = textOf(demands, "letter")?.toLowerCase() ?? "";
  if (!/^[a-z]$/.test(letter)) return false;
  const bound = numberOf(demands, "let_frequency");
  // All that is not "less than" is at least.
  const relation = demands["let_relation"] === "less than" ? "less than" : "at least";
  return isInRelation(response.toLowerCase().split(letter).length - 1, relation, bound);
};

function countOf(pattern: string, response: string): number {
  return patternOf(pattern).findAll(response).length;
}

/** Keywords are patterns; one that is none stands for its letters. */
function patternOf(pattern: string): PythonRegex {
  try {
    return compilePythonRegex(`(?i)${pattern}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return compilePythonRegex(`(?i)${pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)}`);
  }
}
