/** Words that keep their point within a sentence, without it. */
const ABBREVIATIONS = new Set(
  (
    "mr mrs ms dr prof st sr jr rev hon gen col maj capt lt sgt gov sen rep pres inc ltd co corp bros dept univ assn ave blvd rd vs etc " +
    "e.g i.e cf al no vol fig pp ed eds est approx jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun " +
    "u.s u.k u.n u.s.a d.c a.m p.m b.c a.d ph.d m.d b.a m.a d.j"
  ).split(" "),
);
/** An end mark with what closes behind it, then a space and the next word; or an end mark and an opening sign without a space. */
const ENDING = /(\S*?)([.?!]+)(["'”’)\]}*]*)(?=\s+(\S+))/gu;

/**
 * Sentences of an English text: they end at `.`, `?` or `!` before a space. A point after an abbreviation, an initial or a number
 * ends one only before a word with a capital letter that is no name's part; dots of an ellipsis only before a capital.
 * After Kiss and Strunk, Unsupervised Multilingual Sentence Boundary Detection (2006), with a fixed list of abbreviations.
 */
export function countSentences(text: string): number {
  const trimmed = text.trim();
  if (trimmed === "") return 0;
  let count = 1;
  for (const [, word = "", mark = "", , next = ""] of trimmed.matchAll(ENDING)) if (endsSentence(word, mark, next)) count++;
  return count;
}

function endsSentence(word: string, mark: string, next: string): boolean {
  if (/[?!]/.test(mark)) return true;
  const isCapital = /^["'“‘([{*]*\p{Lu}/u.test(next);
  if (mark.length > 1) return isCapital;
  const plain = word.replace(/^["'“‘([{*]+/, "").toLowerCase();
  if (/^\p{L}$/u.test(plain)) return false;
  if (ABBREVIATIONS.has(plain)) return plain.includes(".") && isCapital && !/^\p{Lu}\p{L}?\.?$/u.test(next);
  if (/^[\d.,]+$/.test(plain)) return !/^\p{Ll}/u.test(next);
  return !/^[,;:]/.test(next);
}
