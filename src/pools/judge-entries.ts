import type { Db } from "../db/index.ts";
import { readStandings } from "../evals/index.ts";
import type { JudgedEntry } from "./leaderboard.ts";
import { selectEntries } from "./store.ts";

/** The entries of a pool with how their evaluations stand. */
export async function judgeEntries(db: Db, poolId: string): Promise<JudgedEntry[]> {
  const judged: JudgedEntry[] = [];
  for (const entry of await selectEntries(db, poolId)) {
    const standings = entry.runId === null ? [] : await readStandings(db, entry.runId);
    judged.push({ entry, standing: standings.find(({ uid }) => uid === entry.workerUid) ?? null });
  }
  return judged;
}
