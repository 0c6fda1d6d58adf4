import { randomBytes } from "node:crypto";
import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import type { WorkerSnapshot } from "../../workers/index.ts";
import { clusterColumns } from "../leaderboard/cluster-columns.ts";
import { checkRace } from "../racing/check-race.ts";
import { writeBudget } from "../requesting/store.ts";
import type { RunSettings } from "../run.ts";
import { loadTaskIndex, localFilesOf, resolveTasks, type LocalDataset, type Task, type TaskGroup } from "../tasks/index.ts";
import type { RunDetail } from "../views.ts";
import { enqueueSampling } from "./enqueue.ts";
import { freezeTask, warnOfMissingExamples, type FrozenTask } from "./freeze-task.ts";
import { describeRun } from "./list-runs.ts";
import { selectWorkers } from "./select-workers.ts";
import { insertRun, insertRunTasks, insertRunWorkers } from "./store.ts";

const ID_BYTES = 4;

/**
 * Checks everything that can be checked before anybody is asked, freezes it and starts the run.
 * @throws `not_found` or `invalid_input` naming the unknown task, worker, dataset or split; nothing is stored then
 */
export async function createRun(context: EvalsContext, settings: RunSettings): Promise<RunDetail> {
  const { db, jobs } = context;
  const workers = selectWorkers(context.pool.list(), settings.workers);
  if (settings.untilResolved) checkRace(settings.untilResolved, workers.length);
  const requested = await requestedTasks(context, settings);
  checkClusters(settings, requested.tasks);
  const readsPrompts = workers.some((worker) => worker.kind !== "replay");
  refuseForeignSamples(settings, requested.tasks);
  const frozen: (FrozenTask & { groups: string[] })[] = [];
  // Those that bring files last: by then nothing else can refuse the run, and what is refused registers nothing.
  for (const { task, groups, files } of requested.tasks.toSorted((a, b) => Number(a.files !== null) - Number(b.files !== null))) {
    frozen.push({ ...(await freezeTask(db, task, settings, { readsPrompts, files })), groups });
  }

  const createdAt = context.now();
  const id = `${createdAt.toISOString().slice(0, 10).replaceAll("-", "")}-${randomBytes(ID_BYTES).toString("hex")}`;
  const warnings = [
    ...new Set([...requested.warnings, ...warnOfMissingExamples(frozen), ...warnOfMissingPrices(context, settings, workers)]),
  ];
  await db.transaction(async () => {
    await insertRun(db, { id, settings, warnings, groups: requested.groups, createdAt });
    if (settings.budget) await writeBudget(db, id, settings.budget);
    await insertRunTasks(db, id, frozen);
    await insertRunWorkers(
      db,
      id,
      workers.map((worker) => worker.uid),
    );
    await enqueueSampling(jobs, { id, resumes: 0 });
  });
  context.log.info({ runId: id, tasks: settings.tasks, workers: workers.length }, "run created");
  return describeRun(db, id);
}

/** @throws `invalid_input` for clusters of a task that the run does not ask for, and where they would make a race's claims unsure */
function checkClusters({ clusters, untilResolved }: RunSettings, requested: readonly RequestedTask[]): void {
  const tasks = requested.map(({ task: { name, config } }) => ({ name, config: config as Record<string, unknown> }));
  const unknown = Object.keys(clusters).find((name) => !tasks.some((task) => task.name === name));
  if (unknown !== undefined) {
    const names = tasks.map(({ name }) => name).join(", ");
    throw new AssayError("invalid_input", `Clusters are named for ${unknown}, which is no task of this run: it has ${names}.`, {
      field: `clusters.${unknown}`,
    });
  }
  if (untilResolved?.claim === "population" && clusterColumns({ clusters }, tasks).size > 0) {
    throw new AssayError(
      "invalid_input",
      "Documents of one cluster are not independent: a race over them can tell who is better on this benchmark (claim benchmark), not beyond.",
      { field: "untilResolved.claim" },
    );
  }
}

function refuseForeignSamples({ samples }: RunSettings, tasks: readonly RequestedTask[]): void {
  const foreign = Object.keys(samples ?? {}).find((name) => !tasks.some(({ task }) => task.name === name));
  if (foreign === undefined) return;
  throw new AssayError("invalid_input", `samples names the task ${foreign}, which the run does not ask for.`, { field: "samples" });
}

/** A cap on money says nothing of a worker that costs none. */
function warnOfMissingPrices({ pool }: EvalsContext, { budget }: RunSettings, workers: readonly WorkerSnapshot[]): string[] {
  if (budget?.usd === undefined) return [];
  const free = workers.filter(({ uid }) => {
    const prices = pool.prices(uid);
    return prices !== null && prices.inputPrice === 0 && prices.outputPrice === 0;
  });
  if (free.length === 0) return [];
  const names = free.map(({ name }) => name).join(", ");
  return [`The cap on money does not bound ${names}: no price is declared (inputPrice, outputPrice).`];
}

interface RequestedTask {
  task: Task;
  /** The names as asked for that stand for it. */
  groups: string[];
  files: LocalDataset | null;
}

async function requestedTasks(
  context: EvalsContext,
  { tasks: names, includePaths }: Pick<RunSettings, "tasks" | "includePaths">,
): Promise<{ tasks: RequestedTask[]; groups: TaskGroup[]; warnings: string[] }> {
  const index = await loadTaskIndex([...context.includePaths, ...includePaths]);
  const found = new Map<string, RequestedTask>();
  const groups = new Map<string, TaskGroup>();
  const warnings: string[] = [];
  for (const name of names) {
    const resolved = resolveTasks(index, [name]);
    warnings.push(...resolved.warnings);
    for (const group of resolved.groups) groups.set(group.name, group);
    for (const task of resolved.tasks) {
      const known = found.get(task.name) ?? { task, groups: [], files: localFilesOf(index, task) };
      known.groups.push(name);
      found.set(task.name, known);
    }
  }
  if (found.size === 0) throw new AssayError("invalid_input", `No task is behind ${names.join(", ")}.`, { field: "tasks" });
  return { tasks: [...found.values()], groups: [...groups.values()], warnings };
}
