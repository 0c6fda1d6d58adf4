import type { Db } from "../db/index.ts";
import { toIncentives, type Standing } from "./incentive.ts";
import { selectWorkers, updateIncentives } from "./store.ts";

/** Lets scores decide the weights of the present workers. @param standings by uid; call it in the transaction of the scores */
export async function refreshIncentive(db: Db, standings: ReadonlyMap<number, Standing>): Promise<void> {
  const uids = (await selectWorkers(db)).map((row) => row.uid);
  await updateIncentives(db, toIncentives(uids, standings));
}

/** After somebody came or went: the weights that are there stand for the scores, and sum to 1 again. */
export async function spreadIncentive(db: Db): Promise<void> {
  const rows = await selectWorkers(db);
  const standings = rows.flatMap(({ uid, incentive: { value, low, high } }) =>
    value > 0 ? [[uid, { mean: value, low, high }] as const] : [],
  );
  await updateIncentives(
    db,
    toIncentives(
      rows.map((row) => row.uid),
      new Map(standings),
    ),
  );
}
