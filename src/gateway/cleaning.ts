import { isUseful } from "./clean-answer.ts";
import { mayStillRefuse } from "./may-still-refuse.ts";

/** How an answer that says something is told from one that does not. */
export interface Cleaning {
  /** Whether an answer has a word and does not refuse. Useless ones are set aside while another remains. */
  isUseful(text: string): boolean;
  /** Whether the beginning of an answer that is still coming may turn out a refusal, or say nothing at all. */
  mayStillRefuse(text: string): boolean;
}

export interface CleaningOptions {
  /** Words by which an answer that begins with them counts as a refusal; case, blanks and the form of apostrophes do not matter. */
  refusals: readonly string[];
  /** Whether the usual English ones count too (`clean-answer.ts`). */
  usualRefusals: boolean;
}

/** The usual refusals and no others. */
export const USUAL_CLEANING: Cleaning = { isUseful, mayStillRefuse };

const WORD = /[\p{L}\p{N}]/u;
/** Of an answer, for an opening of at most 100 characters with what may stand before it. */
const READ_CHARACTERS = 400;

/**
 * Cleaning with refusals of one's own. They are openings rather than patterns: of a stream one must know after each word whether
 * it may still become a refusal, and a pattern from a settings file could hold up every request.
 */
export function createCleaning({ refusals, usualRefusals }: CleaningOptions): Cleaning {
  const openings = refusals.map(normalise);
  if (openings.length === 0 && usualRefusals) return USUAL_CLEANING;
  const begins = (text: string) => {
    const own = normalise(text.slice(0, READ_CHARACTERS));
    return openings.some((opening) => own.startsWith(opening) && !WORD.test(own.charAt(opening.length)));
  };
  return {
    isUseful: (text) => (usualRefusals ? isUseful(text) : WORD.test(text)) && !begins(text),
    mayStillRefuse(text) {
      if (usualRefusals && mayStillRefuse(text)) return true;
      const own = normalise(text.slice(0, READ_CHARACTERS));
      return own === "" || openings.some((opening) => opening.startsWith(own));
    },
  };
}

/** From the first letter or digit on. */
function normalise(text: string): string {
  return text
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .toLowerCase()
    .replaceAll(/[’‘ʼ]/g, "'")
    .replaceAll(/\s+/g, " ")
    .trimEnd();
}
