const VERDICT = /\[\[\s{0,3}(\d{1,2})\s{0,3}\]\]/g;
/** A small judge forgets the brackets. */
const LOOSE = /^[\s*#"'([]{0,8}(?:best|candidate|answer)?[\s:*#]{0,8}(\d{1,2})[\s*.)\]]{0,8}$/i;
const MAX_READ_CHARACTERS = 4096;

/**
 * The candidate that a judge's reply names: the last number in double brackets, else a last line with nothing but a number.
 * @param count how many candidates it was shown
 * @returns position of the candidate from 0, in the order shown; undefined where it names none
 */
export function parseJudgement(reply: string, count: number): number | undefined {
  const end = reply.slice(-MAX_READ_CHARACTERS).trimEnd();
  const named = [...end.matchAll(VERDICT)].at(-1)?.[1] ?? LOOSE.exec(end.split("\n").at(-1) ?? "")?.[1];
  const number = Number(named ?? 0);
  return number >= 1 && number <= count ? number - 1 : undefined;
}
