/** How every refusal that `isUseful` knows begins. */
const OPENINGS = ["i ", "i'", "i’", "im ", "sorry", "my apologies", "unfortunately", "as an ai"];

/** No opening of a refusal is longer. */
const OPENING_CHARACTERS = 100;

/**
 * Whether the beginning of an answer that is still coming may turn out a refusal (or say nothing at all). Most answers show
 * with their first word that they do not refuse, and are sent on at once.
 */
export function mayStillRefuse(text: string): boolean {
  const beginning = text
    .slice(0, 2 * OPENING_CHARACTERS)
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .toLowerCase();
  if (beginning === "") return true;
  if (beginning.length >= OPENING_CHARACTERS) return false;
  return OPENINGS.some((opening) => beginning.startsWith(opening) || opening.startsWith(beginning));
}
