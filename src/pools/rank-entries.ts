/** How an entry stands. */
export interface Standing {
  id: string;
  /** Answers that were right. */
  correct: number;
  /** Questions that were answered; a failed answer that was not made up for is none. */
  answered: number;
  /** Questions of the pool. */
  total: number;
  joinedAt: Date;
}

/**
 * Whether an entry can be paid: all its questions are answered, and one of them rightly. What has not been answered is no zero that
 * somebody has earned, and no score that can be compared.
 */
export function isEligible({ correct, answered, total }: Standing): boolean {
  return total > 0 && answered === total && correct > 0;
}

/** The eligible entries, the best first: by correct/total, then by earlier joining, then by id. The order given changes nothing. */
export function rankEntries<S extends Standing>(standings: readonly S[]): S[] {
  return standings.filter(isEligible).toSorted(compareStandings);
}

/** Below 0 where `a` is better. Without division: 1/3 and 2/6 are equal. */
export function compareStandings(a: Standing, b: Standing): number {
  const difference = BigInt(b.correct) * BigInt(a.total) - BigInt(a.correct) * BigInt(b.total);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return a.joinedAt.getTime() - b.joinedAt.getTime() || (a.id < b.id ? -1 : 1);
}
