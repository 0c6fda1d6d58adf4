const FIRST_RUNG = 16;
const GROWTH = 1 / 12;

/** Where the next rung of a race ends: 16 documents further, later a twelfth of those judged, so that little is asked in vain. */
export function nextRung(position: number, documents: number): number {
  return Math.min(documents, position + Math.max(FIRST_RUNG, Math.ceil(position * GROWTH)));
}
