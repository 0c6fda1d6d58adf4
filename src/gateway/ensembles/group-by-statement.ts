import type { Ballot } from "./ballot.ts";

/** Positions of the ballots that state the same answer, a group each; ballots that state none are in no group. */
export function groupByStatement(ballots: readonly Ballot[]): number[][] {
  const stating = [...ballots.entries()].filter(([, ballot]) => statementOf(ballot) !== undefined);
  const groups = Map.groupBy(stating, ([, ballot]) => statementOf(ballot));
  return Array.from(groups.values(), (group) => group.map(([index]) => index));
}

/** Two ballots state the same where this is the same. */
export function statementOf(ballot: Ballot | undefined): string | undefined {
  return ballot?.stated && `${ballot.stated.kind} ${ballot.stated.value}`;
}
