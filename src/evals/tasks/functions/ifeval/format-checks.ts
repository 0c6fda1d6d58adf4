import { compilePythonRegex, strip } from "../../../python/index.ts";
import { numberOf, textOf, type Check } from "./instruction.ts";

const PLACEHOLDER = compilePythonRegex(String.raw`\[.*?\]`);
const STAR_BULLET = compilePythonRegex(String.raw`(?m)^\s*\*[^\*].*$`);
const DASH_BULLET = compilePythonRegex(String.raw`(?m)^\s*-.*$`);
const HIGHLIGHT = compilePythonRegex(String.raw`\*[^\n\*]*\*`);
const DOUBLE_HIGHLIGHT = compilePythonRegex(String.raw`\*\*[^\n\*]*\*\*`);
const TITLE = compilePythonRegex(String.raw`<<[^\n]+>>`);
const LITERAL = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const ANSWERS = ["My answer is yes.", "My answer is no.", "My answer is maybe."];

export const hasPlaceholders: Check = (response, demands) =>
  atLeast(PLACEHOLDER.findAll(response).length, numberOf(demands, "num_placeholders"));

/** Exactly so many lines that begin with a star or a dash. */
export const hasBullets: Check = (response, demands) =>
  STAR_BULLET.findAll(response).length + DASH_BULLET.findAll(response).length === numberOf(demands, "num_bullets");

export const isOneOfAnswers: Check = (response) => ANSWERS.some((answer) => response.includes(answer));

/** Passages between stars that are not empty; one between double stars counts as often as both patterns find it. */
export const hasHighlights: Check = (response, demands) => {
  const single = HIGHLIGHT.matches(response).filter(({ text }) => strip(text.replaceAll("*", "")) !== "");
  const double = DOUBLE_HIGHLIGHT.matches(response).filter(({ text }) => strip(text.slice(2, Math.max(2, text.length - 2))) !== "");
  return atLeast(single.length + double.length, numberOf(demands, "num_highlights"));
};

export const hasSections: Check = (response, demands) => {
  const splitter = textOf(demands, "section_spliter");
  if (splitter === undefined) return false;
  const marks = compilePythonRegex(String.raw`\s?${strip(splitter)}\s?\d+\s?`).matches(response);
  return atLeast(marks.length, numberOf(demands, "num_sections"));
};

/** JSON, perhaps in a Markdown fence; with NaN and infinities, as Python reads it. */
export const isJson: Check = (response) => {
  let text = strip(response);
  for (const fence of ["```json", "```Json", "```JSON", "```"]) if (text.startsWith(fence)) text = text.slice(fence.length);
  if (text.endsWith("```")) text = text.slice(0, -3);
  try {
    JSON.parse(strip(text).replaceAll(LITERAL, (literal) => (literal.startsWith('"') ? literal : "0")));
    return true;
  } catch {
    return false;
  }
};

export const hasTitle: Check = (response) =>
  TITLE.matches(response).some(({ text }) => strip(text.replace(/^<+/, "").replace(/>+$/, "")) !== "");

/** Two texts between six stars that are not the same. */
export const hasTwoResponses: Check = (response) => {
  const parts = response.split("******").map(strip);
  if (parts.slice(1, -1).includes("")) return false;
  const [first, second, ...more] = parts.filter((part) => part !== "");
  return first !== undefined && second !== undefined && more.length === 0 && first !== second;
};

function atLeast(count: number, bound: number | undefined): boolean {
  return bound !== undefined && count >= bound;
}
