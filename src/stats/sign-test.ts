import { mcnemarExact } from "./mcnemar-exact.ts";

/** Two-sided p-value of the exact sign test on differences: those of 0 and NaN say nothing, of the others each sign is a fair coin. */
export function signTest(differences: ArrayLike<number>): number {
  let [more, less] = [0, 0];
  for (let i = 0; i < differences.length; i++) {
    more += Number((differences[i] as number) > 0);
    less += Number((differences[i] as number) < 0);
  }
  return mcnemarExact(more, less);
}
