/** One worker's whole answer to the question that all were asked. */
export interface Answer {
  uid: number;
  /** Whose worker it is; null: nobody said, then the worker stands for itself. */
  owner: string | null;
  text: string;
  /** The worker's incentive: what its vote weighs next to others'. Negative and not finite count as 0; all 0: all alike. */
  weight: number;
}

/** A worker that may still answer. */
export type Voter = Omit<Answer, "text">;

/** Who has the vote: the owner, so that many workers of one owner weigh no more than one. */
export function voterOf({ uid, owner }: Voter): string {
  return owner === null ? `worker ${uid}` : `owner ${owner}`;
}
