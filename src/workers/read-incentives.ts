import type { Db } from "../db/index.ts";
import { selectWorkers } from "./store.ts";
import type { Incentive } from "./worker.ts";

/** The incentives of the present workers, by uid. */
export async function readIncentives(db: Db): Promise<Map<number, Incentive>> {
  return new Map((await selectWorkers(db)).map(({ uid, incentive }) => [uid, incentive]));
}
