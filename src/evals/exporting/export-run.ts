import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { runNotFound } from "../errors.ts";
import { findRun, listRunTasks, listRunWorkers, type RunRow, type RunTaskRow, type RunWorkerRow } from "../runs/store.ts";
import { toFlatRow, type FlatRow } from "./flat-row.ts";
import { harnessReport, type HarnessReport } from "./harness-report.ts";
import { walkAnswers } from "./walk-answers.ts";
import { walkHarnessSamples } from "./walk-harness-samples.ts";
import { writeRows, type RowFormat } from "./write-rows.ts";

export interface ExportQuery {
  worker?: string | undefined;
  task?: string | undefined;
  format: RowFormat | "lm_eval";
}

/**
 * The scored answers of a run as a file's bytes: all, or one worker's or one task's. `lm_eval` is the harness's `samples_*.jsonl`
 * of one worker and one task. Checks everything before the first byte.
 */
export async function exportSamples(context: EvalsContext, runId: string, query: ExportQuery): Promise<AsyncGenerator<Uint8Array>> {
  const { run, workers, tasks } = await find(context, runId, query);
  if (query.format !== "lm_eval") return writeRows(flatPages(context, run, workers, tasks), query.format);
  const [[worker, ...others], [row, ...more]] = [workers, tasks];
  if (!worker || !row || others.length > 0 || more.length > 0) {
    throw new AssayError("invalid_input", "A file of lm_eval's samples is of one worker and one task: name both.", {
      field: others.length > 0 ? "worker" : "task",
    });
  }
  return harnessLines(context, run, worker, row);
}

/** The harness's `results_*.json` of one worker. @throws `invalid_input` when the run has several and none is named */
export async function reportAsHarness(
  context: EvalsContext,
  runId: string,
  { worker: name, withHashes }: { worker?: string | undefined; withHashes: boolean },
): Promise<HarnessReport> {
  const { run, workers } = await find(context, runId, { worker: name });
  const [worker, ...others] = workers;
  if (worker && others.length === 0) return harnessReport(context, { run, worker, withHashes });
  throw new AssayError("invalid_input", `Results in lm_eval's form are of one worker: ${workers.map((one) => one.name).join(", ")}.`, {
    field: "worker",
  });
}

async function find(
  { db }: EvalsContext,
  runId: string,
  { worker, task }: Pick<ExportQuery, "worker" | "task">,
): Promise<{ run: RunRow; workers: RunWorkerRow[]; tasks: RunTaskRow[] }> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  const [workers, tasks] = [await listRunWorkers(db, runId), await listRunTasks(db, runId)];
  return { run, workers: named(runId, "worker", workers, worker), tasks: named(runId, "task", tasks, task) };
}

function named<Item extends { name: string }>(runId: string, what: "worker" | "task", items: Item[], name: string | undefined): Item[] {
  const found = name === undefined ? items : items.filter((item) => item.name === name);
  if (found.length > 0) return found;
  const known = items.slice(0, 20).map((item) => item.name);
  throw new AssayError("not_found", `Run ${runId} has no ${what} ${name ?? ""}: it has ${known.join(", ")}.`, { field: what });
}

async function* flatPages(
  context: EvalsContext,
  run: RunRow,
  workers: readonly RunWorkerRow[],
  tasks: readonly RunTaskRow[],
): AsyncGenerator<FlatRow[]> {
  for (const worker of workers) {
    for (const row of tasks) {
      const { headline } = await context.tasks.find(run.id, row.name);
      const names = { run: run.id, worker: worker.name, headlineFilter: headline.filter };
      for await (const page of walkAnswers(context.db, run.id, worker.uid, row)) yield page.map((answer) => toFlatRow(answer, names));
    }
  }
}

async function* harnessLines(context: EvalsContext, run: RunRow, worker: RunWorkerRow, row: RunTaskRow): AsyncGenerator<Uint8Array> {
  const task = await context.tasks.find(run.id, row.name);
  for await (const page of walkHarnessSamples(context.db, { run, uid: worker.uid, row, task })) {
    yield Buffer.from(page.map((sample) => `${JSON.stringify(sample)}\n`).join(""));
  }
}
