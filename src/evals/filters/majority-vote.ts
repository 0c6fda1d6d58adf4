import { listOf } from "./filter.ts";

/** The harness's `majority_vote`: a list of the one response that is most frequent, the earliest of equals. */
export function majorityVote(value: unknown): unknown[] {
  const counts = new Map<unknown, number>();
  for (const item of listOf(value)) counts.set(item, (counts.get(item) ?? 0) + 1);
  let best: unknown;
  let most = 0;
  for (const [item, count] of counts) {
    if (count > most) [best, most] = [item, count];
  }
  return [best];
}
