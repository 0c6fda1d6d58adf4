/** Words after which models say their final answer. */
const CUE = /(answer(?: is|:)?|result is|#{2,4}|\\boxed\{)[\s:*_$({[]*$/i;
const CUE_WINDOW = 24;

/**
 * Where an extracted answer stands in the text it was taken from. The server says what was extracted, not where, so this
 * looks for it: after a cue such as "the answer is" first, else its last place. Thousands separators may differ.
 * @returns the range of characters, or null where it cannot be found
 */
export function findExtracted(text: string, extracted: string): { start: number; end: number } | null {
  const wanted = extracted.trim();
  if (wanted === "") return null;
  const places = [...text.matchAll(patternOf(wanted))].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const cued = places.find(({ start }) => CUE.test(text.slice(Math.max(0, start - CUE_WINDOW), start)));
  if (cued) return cued;
  // A lone letter is a word of the language as often as an answer: without a cue it is found only where it stands once.
  if (wanted.length === 1 && !/\d/.test(wanted) && places.length > 1) return null;
  return places.at(-1) ?? null;
}

function patternOf(wanted: string): RegExp {
  const isNumber = /^-?\d[\d,]*(\.\d+)?$/.test(wanted);
  const body = isNumber ? [...wanted.replaceAll(",", "")].map(escape).join(",?") : escape(wanted);
  return new RegExp(`(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])`, "gu");
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
