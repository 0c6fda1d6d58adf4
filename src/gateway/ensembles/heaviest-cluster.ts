import type { Ballots } from "./ballot.ts";
import { bestBy } from "./best-by.ts";

/** Ballots that agree, by their positions. */
export interface Cluster {
  members: readonly number[];
  /** The member that is most alike to the others, by weight: the minimum Bayes risk choice among them. */
  centre: number;
  weight: number;
}

/**
 * The group of the most weight and its centre. Between equal ones: the one with the heaviest ballot, then the one whose
 * centre is most alike to all ballots, then the one that comes first.
 *
 * Minimum Bayes risk: Kumar & Byrne 2004; for whole answers of language models: Wu et al., arXiv 2410.02902.
 */
export function heaviestCluster({ ballots, similarities }: Ballots, groups: Iterable<readonly number[]>): Cluster | undefined {
  const everybody = [...ballots.keys()];
  const weightOf = (index: number) => ballots[index]?.weight ?? 0;
  const likeness = (index: number, others: readonly number[]) =>
    others.reduce((sum, other) => sum + weightOf(other) * (similarities[index]?.[other] ?? 0), 0);
  const clusters = Array.from(groups, (members): Cluster => {
    const centre = bestBy(members, [(index) => likeness(index, members), weightOf]) ?? 0;
    return { members, centre, weight: members.reduce((sum, index) => sum + weightOf(index), 0) };
  });
  return bestBy(clusters, [
    ({ weight }) => weight,
    ({ members }) => Math.max(...members.map(weightOf)),
    ({ centre }) => likeness(centre, everybody),
  ]);
}
