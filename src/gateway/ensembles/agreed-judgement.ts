import { parseJudgement } from "./parse-judgement.ts";

/**
 * The candidate that a judge preferred in both orders; a judge that changes its mind with the order does not count.
 * @param replies what it replied to the prompts in the orders of `judgeOrders`
 * @returns position among the candidates; undefined: no judgement, keep the answer of the consensus
 */
export function agreedJudgement(
  [firstReply, secondReply]: readonly [string, string],
  [firstOrder, secondOrder]: readonly [readonly number[], readonly number[]],
): number | undefined {
  const first = firstOrder[parseJudgement(firstReply, firstOrder.length) ?? -1];
  const second = secondOrder[parseJudgement(secondReply, secondOrder.length) ?? -1];
  return first === second ? first : undefined;
}
