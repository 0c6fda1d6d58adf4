/** Names that stand for a way to choose; everything else names a worker or a model. */
export const POLICIES = {
  "assay/auto": "the least busy worker of the better half by incentive",
  "assay/top": "the worker with the highest incentive",
  "assay/random": "any worker, all alike",
  "assay/adaptive": "each worker as often as it may be the best, by its incentive and how sure that is",
} as const;
export type Policy = keyof typeof POLICIES;

export function isPolicy(model: string): model is Policy {
  return Object.hasOwn(POLICIES, model);
}
