import { AssayError, messageOf } from "../../lib/errors.ts";
import type { WorkerSnapshot } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { findDataset } from "../datasets/index.ts";
import { COMPLETIONS_PATH } from "../pocket/index.ts";
import { selectWorkers } from "../runs/select-workers.ts";
import { loadTaskIndex, resolveTasks, type Task, type TaskIndex } from "../tasks/index.ts";
import { chooseBlacklist } from "./choose-blacklist.ts";
import { decideSampling } from "./decide-sampling.ts";
import { ROOT, type Plan, type PlannedTask } from "./plan.ts";
import { describeSamples, validSamples, type WindowSample, type WindowStatistics } from "./sample-window.ts";
import { sampleWorker } from "./sample-worker.ts";
import { deleteSamplings, selectOpen, selectPlan, selectWindows, type WindowRow } from "./store.ts";
import { summariseTaxonomy } from "./summarise-taxonomy.ts";
import { candidateIds } from "./task-documents.ts";

const HOUR_MS = 3_600_000;

/** What a look at the plan came to. */
export interface Managed {
  /** Samplings that were started. */
  started: { worker: string; task: string; qty: number }[];
  /** Why others were not, with how many workers and tasks. */
  held: Record<string, number>;
  /** What went wrong, one sentence each. */
  errors: string[];
}

/**
 * The known `Manager`, once: for each worker and task of the plan it decides whether to ask and how many documents, and
 * starts the samplings. What fails for one worker or task is said and does not stop the others.
 */
export async function manageNetwork(context: EvalsContext): Promise<Managed> {
  const managed: Managed = { started: [], held: {}, errors: [] };
  const plan = await selectPlan(context.db);
  if (!plan) return managed;
  const now = context.now();
  await deleteSamplings(context.db, new Date(now.getTime() - Math.max(plan.numerical.ttlHours, plan.signatures.ttlHours) * HOUR_MS));
  const sight: Sight = {
    plan,
    now,
    index: await loadTaskIndex(context.includePaths),
    open: new Map((await selectOpen(context.db)).map((one) => [keyOf(one), one.documents])),
    candidates: new Map(),
  };
  const windows = Map.groupBy(await selectWindows(context.db), ({ workerUid }) => workerUid);
  for (const worker of selectWorkers(context.pool.list(), plan.workers)) {
    const known = viewOf(plan, windows.get(worker.uid) ?? [], now);
    for (const { framework, tasks } of plan.tests) {
      for (const task of tasks) await manageOne(context, sight, { worker, framework, task, known, managed });
    }
  }
  const { started, errors } = managed;
  if (started.length > 0 || errors.length > 0) {
    context.log.info({ started: started.length, errors: errors.length, first: errors[0] }, "network managed");
  }
  return managed;
}

/** What one look goes by. */
interface Sight {
  plan: Plan;
  now: Date;
  index: TaskIndex;
  /** Documents that are being asked. */
  open: ReadonlyMap<string, number>;
  /** Ids of the tasks' documents, read once for all workers. */
  candidates: Map<string, Promise<number[] | null>>;
}

interface One {
  worker: WorkerSnapshot;
  framework: string;
  task: PlannedTask;
  known: Known;
  managed: Managed;
}

async function manageOne(context: EvalsContext, sight: Sight, { worker, framework, task, known, managed }: One): Promise<void> {
  const { plan, open, candidates } = sight;
  const window = known.find(framework, task.task);
  const decision = decideSampling({
    task,
    rules: framework === "signatures" ? plan.signatures : plan.numerical,
    statistics: window?.statistics ?? { ok: 0 },
    inFlight: open.get(keyOf({ workerUid: worker.uid, framework, task: task.task })) ?? 0,
    lastAsked: window?.row.lastAsked ?? null,
    statisticsOf: (other, name) => known.find(other, name)?.statistics,
    taxonomyOf: (name) => known.taxonomy(name),
    now: sight.now,
  });
  if ("reason" in decision) {
    managed.held[decision.reason] = (managed.held[decision.reason] ?? 0) + 1;
    return;
  }
  const { qty } = decision;
  try {
    if (framework === "lmeh" && !candidates.has(task.task)) candidates.set(task.task, candidatesOf(context, sight.index, task));
    const ids = (await candidates.get(task.task)) ?? null;
    await sampleWorker(context, requestFor(plan, { worker: worker.name, framework, task, qty, ids, samples: window?.samples ?? [] }));
    managed.started.push({ worker: worker.name, task: task.task, qty });
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    managed.errors.push(`${worker.name}, ${task.task}: ${messageOf(error)}`);
  }
}

interface Wanted {
  worker: string;
  framework: string;
  task: PlannedTask;
  qty: number;
  /** Null where there is no split to choose from. */
  ids: readonly number[] | null;
  samples: readonly WindowSample[];
}

function requestFor(plan: Plan, { worker, framework, task, qty, ids, samples }: Wanted): object {
  const args = { address: worker, service: plan.service, ...(plan.completions && { path: COMPLETIONS_PATH }) };
  const form = plan.completions ? { apply_chat_template: false, fewshot_as_multiturn: false } : {};
  const base = { framework, tasks: task.task, ...form };
  if (framework === "signatures")
    return { framework, tasks: task.task, requester_args: { address: worker, service: plan.service }, qty: 1 };
  if (!ids) return { ...base, requester_args: args, qty };
  const count = Math.min(qty, ids.length);
  return { ...base, requester_args: args, qty: count, blacklist: chooseBlacklist(samples, ids, count) };
}

/** Ids of a task's documents; null for a procedural one. */
async function candidatesOf({ db }: EvalsContext, index: TaskIndex, { task: name }: PlannedTask): Promise<number[] | null> {
  const task: Task | undefined = resolveTasks(index, [name]).tasks[0];
  if (task?.source.kind !== "dataset") return null;
  const dataset = await findDataset(db, task.source.path, task.source.name);
  // `sampleWorker` says how to register it.
  return dataset ? candidateIds(db, task, dataset) : null;
}

interface Known {
  find(framework: string, task: string): { row: WindowRow; samples: WindowSample[]; statistics: WindowStatistics } | undefined;
  taxonomy(name: string): ReturnType<typeof summariseTaxonomy>[string] | undefined;
}

/** A worker's windows as they are now. */
function viewOf(plan: Plan, rows: readonly WindowRow[], now: Date): Known {
  const views = rows.map((row) => {
    const samples = validSamples(row.samples, row.framework === "signatures" ? plan.signatures : plan.numerical, now.getTime());
    return { row, samples, statistics: describeSamples(samples) };
  });
  const find: Known["find"] = (framework, task) => views.find(({ row }) => row.framework === framework && row.task === task);
  return {
    find,
    taxonomy(name) {
      const taxonomy = plan.taxonomies.find((one) => one.name === name);
      return taxonomy && summariseTaxonomy(taxonomy, (task) => find("lmeh", task)?.statistics)[ROOT];
    },
  };
}

function keyOf({ workerUid, framework, task }: { workerUid: number; framework: string; task: string }): string {
  return JSON.stringify([workerUid, framework, task]);
}
