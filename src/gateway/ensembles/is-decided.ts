import { type Answer, type Voter, voterOf } from "./answer.ts";
import { castBallots } from "./ballot.ts";
import { statementOf } from "./group-by-statement.ts";
import { incentiveOf } from "./incentive-of.ts";

/** Weights are sums of fractions: a lead must be more than rounding. */
const TOLERANCE = 1e-6;

/**
 * Whether the answers so far settle the final answer of `vote` and of `consensus`: no answers of the remaining workers, nor
 * their silence, can change it any more, so they need not be awaited. Support, and whose text is handed on, may still change.
 * An owner one of whose workers remains can still move its whole vote.
 */
export function isDecided(answers: readonly Answer[], remaining: readonly Voter[]): boolean {
  const open = Map.groupBy(remaining, voterOf);
  const { ballots } = castBallots(answers);
  const most = Math.max(0, ...ballots.map(({ answer }) => incentiveOf(answer)));
  // Weights of ballots are relative to the heaviest so far; without any weight so far all count 1, until somebody has one.
  if (most === 0 && remaining.some((voter) => incentiveOf(voter) > 0)) return false;
  const weightOf = (voter: Voter) => (most === 0 ? 1 : incentiveOf(voter) / most);
  const isOpen = (voter: Voter) => open.has(voterOf(voter));
  const movable = Array.from(open, ([name, voters]) => {
    const owners = ballots.map(({ answer }) => answer).filter((answer) => voterOf(answer) === name);
    return Math.max(...[...voters, ...owners].map(weightOf));
  }).reduce((sum, weight) => sum + weight, 0);

  const tally = new Map<string | undefined, number>();
  for (const ballot of ballots.filter(({ answer }) => !isOpen(answer))) {
    const statement = statementOf(ballot);
    tally.set(statement, (tally.get(statement) ?? 0) + ballot.weight);
  }
  const silent = tally.get(undefined) ?? 0;
  tally.delete(undefined);
  const [leader = 0, rival = 0] = [...tally.values()].toSorted((a, b) => b - a);
  const stated = [...tally.values()].reduce((sum, weight) => sum + weight, 0);
  return leader > rival + movable + TOLERANCE && stated > silent + movable + TOLERANCE;
}
