import type { Db } from "../../db/index.ts";
import { runNotFound } from "../errors.ts";
import { readLeaderboard } from "../leaderboard/read-leaderboard.ts";
import { readScores } from "../leaderboard/store.ts";
import { taskResults } from "../leaderboard/task-results.ts";
import { SPENT_IN_RACE } from "../racing/race-settings.ts";
import type { RunResult } from "../views.ts";
import { findRun, listRunTasks, listRunWorkers } from "./store.ts";

/** Everything a run has found out so far: per task and worker, and the leaderboard. */
export async function readResults(db: Db, runId: string): Promise<RunResult> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  const [tasks, workers, scores] = [await listRunTasks(db, runId), await listRunWorkers(db, runId), await readScores(db, runId)];
  const { rows, brackets } = await readLeaderboard(db, runId);
  const gaveUp = workers.flatMap((worker) => (worker.error && worker.error !== SPENT_IN_RACE ? [`${worker.name}: ${worker.error}`] : []));
  return {
    run: runId,
    state: run.state,
    tasks: taskResults(run.settings.tasks, tasks, workers, scores),
    leaderboard: rows,
    brackets,
    warnings: [...run.warnings, ...gaveUp],
  };
}
