import type { Db } from "../db/index.ts";
import type { Standing } from "./incentive.ts";
import { replaceScores } from "./store.ts";

/**
 * Lets scores decide the weights of the present workers, in place of all earlier scores.
 * @param standings by uid, in 0..1; call it in the transaction of the scores
 */
export function refreshIncentive(db: Db, standings: ReadonlyMap<number, Standing>): Promise<void> {
  return replaceScores(db, standings);
}
