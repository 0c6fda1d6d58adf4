import { compilePythonRegex, strip } from "../../../python/index.ts";
import { textOf, type Check } from "./instruction.ts";

export const hasNoComma: Check = (response) => !response.includes(",");

export const isQuoted: Check = (response) => {
  const text = strip(response);
  return text.length > 1 && text.startsWith('"') && text.endsWith('"');
};

export const endsWithPhrase: Check = (response, demands) => {
  const phrase = textOf(demands, "end_phrase");
  if (phrase === undefined) return false;
  return strip(response)
    .replaceAll(/^"+|"+$/g, "")
    .toLowerCase()
    .endsWith(strip(phrase).toLowerCase());
};

export const repeatsPrompt: Check = (response, demands) => {
  const prompt = textOf(demands, "prompt_to_repeat");
  return prompt !== undefined && strip(response).toLowerCase().startsWith(strip(prompt).toLowerCase());
};

export const hasPostscript: Check = (response, demands) => {
  const marker = textOf(demands, "postscript_marker");
  if (marker === undefined) return false;
  return compilePythonRegex(`(?m)${postscriptPattern(strip(marker))}`).matches(response.toLowerCase()).length > 0;
};

function postscriptPattern(marker: string): string {
  if (marker === "P.P.S") return String.raw`\s*p\.\s?p\.\s?s.*$`;
  return marker === "P.S." ? String.raw`\s*p\.\s?s\..*$` : String.raw`\s*${marker.toLowerCase()}.*$`;
}
