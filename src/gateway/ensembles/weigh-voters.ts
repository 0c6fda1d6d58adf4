import { type Voter, voterOf } from "./answer.ts";
import { incentiveOf } from "./incentive-of.ts";

/**
 * What each answer's vote weighs. An owner has one vote, as heavy as its best worker's; its answers share that vote in
 * proportion to their own weights. (An owner of many workers would else have many votes: two colluders of five
 * take a plain vote from 90 % right to 42 %.)
 * @returns one weight per voter, in the same order
 */
export function weighVoters(voters: readonly Voter[]): number[] {
  const own = voters.map(incentiveOf);
  const most = Math.max(...own);
  // Relative to the heaviest: sums of very large weights stay finite. Where nobody has a weight yet all are alike.
  const weights = own.map((weight) => (most > 0 ? weight / most : 1));
  const owners = Map.groupBy(weights.keys(), (index) => keyAt(voters, index));
  return weights.map((weight, index) => {
    const shared = (owners.get(keyAt(voters, index)) ?? []).map((one) => weights[one] ?? 0);
    const sum = shared.reduce((total, one) => total + one, 0);
    return sum === 0 ? 0 : (weight * Math.max(...shared)) / sum;
  });
}

function keyAt(voters: readonly Voter[], index: number): string {
  const voter = voters[index];
  return voter === undefined ? "" : voterOf(voter);
}
