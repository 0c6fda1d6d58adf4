import type { Arm, LoggedChoice } from "./logged-choice.ts";

const FOLDS = 5;
/** A worker that was seen seldom is taken for an average one: so many average answers are added to its own. */
const PRIOR = 1;

/**
 * Predicts an outcome of a worker in a request by its mean in other requests. Each fifth of the requests is predicted from the
 * other four (cross-fitting: Chernozhukov et al., Econometrics Journal 21 (2018), C1), so that no request predicts itself.
 */
export function predictOutcomes(choices: readonly LoggedChoice[], outcomeOf: (arm: Arm, uid: number) => number) {
  const folds = Array.from({ length: FOLDS }, () => new Map<number, { n: number; sum: number }>());
  const total = new Map<number, { n: number; sum: number }>();
  for (const [position, { contestants, arms }] of choices.entries()) {
    for (const arm of arms) {
      const uid = contestants[arm.at]?.[0] ?? -1;
      const outcome = outcomeOf(arm, uid);
      for (const sums of [folds[position % FOLDS], total]) {
        const known = sums?.get(uid) ?? { n: 0, sum: 0 };
        sums?.set(uid, { n: known.n + 1, sum: known.sum + outcome });
      }
    }
  }
  const means = folds.map((fold) => meanWithout(total, fold));
  return (position: number, uid: number): number => means[position % FOLDS]?.(uid) ?? 0;
}

type Sums = ReadonlyMap<number, { n: number; sum: number }>;

function meanWithout(total: Sums, fold: Sums): (uid: number) => number {
  const all = { n: 0, sum: 0 };
  const own = new Map<number, { n: number; sum: number }>();
  for (const [uid, { n, sum }] of total) {
    const left = { n: n - (fold.get(uid)?.n ?? 0), sum: sum - (fold.get(uid)?.sum ?? 0) };
    own.set(uid, left);
    all.n += left.n;
    all.sum += left.sum;
  }
  const average = all.n === 0 ? 0 : all.sum / all.n;
  return (uid) => {
    const { n = 0, sum = 0 } = own.get(uid) ?? {};
    return (sum + PRIOR * average) / (n + PRIOR);
  };
}
