import type { Db } from "../../db/index.ts";
import { findRun, listRunTasks, type RunRow } from "../runs/store.ts";
import { joinOutcomes } from "./join-outcomes.ts";
import { readScores } from "./store.ts";

/** A worker's totals over all documents of a run. */
export interface RunStanding {
  run: string;
  state: RunRow["state"];
  uid: number;
  /** 0 until the run is sampled. */
  documents: number;
  /** Documents whose headline metric is 1 of 1. */
  correct: number;
  /** Documents with an answer that was scored. */
  answered: number;
  /** Documents that the worker failed to answer. */
  failed: number;
  /** Of each document, in the run's order; NaN: none, or failed. */
  outcomes: Float32Array;
}

/** How the workers of a run stand; empty for a run that there is not. */
export async function readStandings(db: Db, runId: string): Promise<RunStanding[]> {
  const run = await findRun(db, runId);
  if (!run) return [];
  // Scores first: they come in one transaction with the sizes of their tasks, which a later look cannot miss.
  const [scores, tasks] = [await readScores(db, runId), await listRunTasks(db, runId)];
  const documents = tasks.reduce((sum, { instanceCount }) => sum + instanceCount, 0);
  return [...Map.groupBy(scores, ({ uid }) => uid)].map(([uid, rows]) => {
    const outcomes = joinOutcomes(rows, tasks);
    return {
      run: runId,
      state: run.state,
      uid,
      documents,
      correct: outcomes.reduce((count, outcome) => (outcome === 1 ? count + 1 : count), 0),
      answered: rows.reduce((sum, row) => sum + row.scored, 0),
      failed: rows.reduce((sum, row) => sum + row.failed, 0),
      outcomes,
    };
  });
}
