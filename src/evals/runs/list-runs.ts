import type { Db } from "../../db/index.ts";
import { runNotFound } from "../errors.ts";
import { viewRace } from "../racing/view-race.ts";
import { readBudget } from "../requesting/store.ts";
import type { RunDetail, RunSummary } from "../views.ts";
import { findRunListRow, listRunRows, listRunTasks, listRunWorkers, type RunListRow } from "./store.ts";

const MICROS = 1_000_000;

/** The newest runs first. */
export async function listRuns(db: Db, limit = 100): Promise<RunSummary[]> {
  return (await listRunRows(db, limit)).map(toSummary);
}

/** A run, how far each of its workers is, and what went wrong. */
export async function describeRun(db: Db, runId: string): Promise<RunDetail> {
  const row = await findRunListRow(db, runId);
  if (!row) throw runNotFound(runId);
  const [tasks, workers] = [await listRunTasks(db, runId), await listRunWorkers(db, runId)];
  const budget = await readBudget(db, runId);
  const spent = budget ? { calls: budget.charged.calls, tokens: budget.charged.tokens, usd: budget.charged.micros / MICROS } : null;
  const { untilResolved } = row.settings;
  const race = untilResolved ? await viewRace(db, { runId, state: row.state, settings: untilResolved, workers }) : null;
  return {
    ...toSummary(row),
    settings: row.settings,
    warnings: row.warnings,
    workers,
    spent,
    race,
    taskNames: tasks.map((task) => task.name),
  };
}

function toSummary(row: RunListRow): RunSummary {
  return {
    id: row.id,
    state: row.state,
    tasks: row.settings.tasks,
    workerCount: row.workerCount,
    instanceCount: row.instanceCount,
    answered: row.answered,
    scored: row.scored,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    error: row.error,
    origin: row.origin,
  };
}
