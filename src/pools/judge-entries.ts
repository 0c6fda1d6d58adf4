import type { Db } from "../db/index.ts";
import { readStandings } from "../evals/index.ts";
import type { JudgedEntry } from "./leaderboard.ts";
import { selectEntries } from "./store.ts";

/** The entries of a pool with how their evaluations stand. */
export async function judgeEntries(db: Db, poolId: string): Promise<JudgedEntry[]> {
  return judgeAll(db, await selectEntries(db, poolId));
}

/** These entries with how their evaluations stand. */
export async function judgeAll(db: Db, entries: readonly JudgedEntry["entry"][]): Promise<JudgedEntry[]> {
  const judged: JudgedEntry[] = [];
  for (const entry of entries) {
    const standings = entry.runId === null ? [] : await readStandings(db, entry.runId);
    judged.push({ entry, standing: standings.find(({ uid }) => uid === entry.workerUid) ?? null });
  }
  return judged;
}
