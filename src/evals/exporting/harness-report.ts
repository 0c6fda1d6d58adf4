import { createHash } from "node:crypto";
import type { EvalsContext } from "../context.ts";
import { readScores } from "../leaderboard/store.ts";
import { totalOf } from "../metrics/index.ts";
import { countDocuments } from "../sampling/build-instances.ts";
import { listRunTasks, readRunGroups, type RunRow, type RunTaskRow, type RunWorkerRow } from "../runs/store.ts";
import { aggregationOf, harnessResults, type HarnessResults, type Task, type TaskTotals, type TaskValues } from "../tasks/index.ts";
import { harnessConfig } from "./harness-config.ts";
import { BYPASSED } from "./harness-sample.ts";
import { inHarnessOrder, sorted } from "./in-harness-order.ts";
import { intervalsOf, type Intervals } from "./intervals-of.ts";
import { describeInvocation } from "./describe-invocation.ts";
import { walkHarnessSamples } from "./walk-harness-samples.ts";

/** The version whose files these are. */
const LM_EVAL_VERSION = "0.4.9";

/** `results_*.json` of the harness, in its keys and order; `assay` is ours. */
export interface HarnessReport extends Record<string, unknown> {
  results: HarnessResults["results"];
  groups?: HarnessResults["groups"];
  versions: HarnessResults["versions"];
  "n-shot": HarnessResults["n-shot"];
  higher_is_better: HarnessResults["higher_is_better"];
  model_name_sanitized: string;
  assay: {
    run: string;
    worker: string;
    /** Documents with a scored answer, by task. */
    answered: Record<string, number>;
    intervals: Intervals;
  };
}

interface Input {
  run: RunRow;
  worker: RunWorkerRow;
  /** Whether the samples are written, too: only then the harness tells their hashes. */
  withHashes: boolean;
}

interface Gathered {
  values: Record<string, number[]>;
  hash: string;
  documents: number;
}

/** What one worker of a run found out, as the harness's `results_*.json`. Reads the run's samples once for each filter. */
export async function harnessReport(context: EvalsContext, { run, worker, withHashes }: Input): Promise<HarnessReport> {
  const rows = (await listRunTasks(context.db, run.id)).filter((row) => row.instanceCount > 0);
  const groups = await readRunGroups(context.db, run.id);
  const tasks: Task[] = [];
  const gathered = new Map<string, Gathered>();
  const counts: Record<string, { original: number; effective: number }> = {};
  for (const row of rows.toSorted((a, b) => (a.name < b.name ? 1 : -1))) {
    const task = await context.tasks.find(run.id, row.name);
    tasks.push(task);
    gathered.set(row.name, await gather(context, { run, uid: worker.uid, row, task }));
    counts[row.name] = await countsOf(context, run, task, row);
  }
  const totals = await totalsOf(context, { run, uid: worker.uid, tasks });
  const found = harnessResults({ tasks, groups }, valuesOf(gathered), { ...run.settings, totals });
  if (run.settings.lmEval?.predict_only) forgetScores(found, tasks);
  const ordered = inHarnessOrder(found, groups);
  const { invocation, general } = describeInvocation(run, worker);
  return {
    results: ordered.results,
    ...(Object.keys(ordered.groups).length > 0 && { groups: ordered.groups }),
    group_subtasks: ordered.group_subtasks,
    configs: sorted(Object.fromEntries(tasks.map((task) => [task.name, harnessConfig(task, run.settings)]))),
    versions: sorted(found.versions),
    "n-shot": sorted(found["n-shot"]),
    higher_is_better: sorted(found.higher_is_better),
    "n-samples": counts,
    config: invocation,
    git_hash: null,
    date: run.createdAt.getTime() / 1000,
    pretty_env_info: "",
    transformers_version: null,
    lm_eval_version: LM_EVAL_VERSION,
    upper_git_hash: null,
    task_hashes: withHashes ? Object.fromEntries([...gathered].map(([name, { hash }]) => [name, hash])) : {},
    ...general,
    assay: {
      run: run.id,
      worker: worker.name,
      answered: Object.fromEntries([...gathered].map(([name, { documents }]) => [name, documents])),
      intervals: intervalsOf(found, averaged(valuesOf(gathered), totals), groups),
    },
  };
}

function valuesOf(gathered: ReadonlyMap<string, Gathered>): Map<string, Gathered["values"]> {
  return new Map([...gathered].map(([name, { values }]) => [name, values]));
}

/** What of these is averaged. */
function averaged(values: ReadonlyMap<string, TaskValues>, totals: ReadonlyMap<string, TaskTotals>): Map<string, TaskValues> {
  const isAveraged = (task: string, key: string) => totals.get(task)?.[key] === undefined;
  return new Map(
    [...values].map(([task, own]) => [task, Object.fromEntries(Object.entries(own).filter(([key]) => isAveraged(task, key)))]),
  );
}

/** What is no mean of the documents' values (perplexities, BLEU, F1, …), by task: the totals of the run's own results. */
async function totalsOf(
  { db }: EvalsContext,
  { run, uid, tasks }: { run: RunRow; uid: number; tasks: readonly Task[] },
): Promise<Map<string, TaskTotals>> {
  const scores = (await readScores(db, run.id)).filter((score) => score.uid === uid && score.scored > 0);
  const entries = tasks.map(({ name, config }) => {
    const score = scores.find(({ task }) => task === name);
    const totals = Object.entries(score?.sums ?? {}).flatMap(([key, sums]) => {
      const aggregation = aggregationOf(config, key.slice(0, key.indexOf(",")));
      return aggregation === "mean" ? [] : [[key, totalOf(aggregation, sums, score?.scored ?? 0)] as const];
    });
    return [name, Object.fromEntries(totals)] as const;
  });
  return new Map(entries);
}

/** A task's values by "metric,filter", and the hash over its samples' hashes. */
async function gather(
  { db }: EvalsContext,
  { run, uid, row, task }: { run: RunRow; uid: number; row: RunTaskRow; task: Task },
): Promise<Gathered> {
  const hash = createHash("sha256");
  const values: Gathered["values"] = {};
  const documents = new Set<number>();
  const settings = { ...run.settings, lmEval: run.settings.lmEval && { ...run.settings.lmEval, predict_only: false } };
  for await (const page of walkHarnessSamples(db, { run: { ...run, settings } as RunRow, uid, row, task })) {
    for (const sample of page) {
      hash.update(sample.doc_hash + sample.prompt_hash + sample.target_hash);
      documents.add(sample.doc_id);
      for (const metric of sample.metrics) (values[`${metric},${sample.filter}`] ??= []).push(Number(sample[metric]));
    }
  }
  return { values, hash: hash.digest("hex"), documents: documents.size };
}

async function countsOf(
  context: EvalsContext,
  { settings }: RunRow,
  task: Task,
  row: RunTaskRow,
): Promise<{ original: number; effective: number }> {
  const isAll = settings.limit === undefined && settings.samples?.[row.name] === undefined;
  const original = isAll ? row.instanceCount : Math.max(row.instanceCount, await countDocuments(context, task, row));
  // The harness says of chosen documents that all were effective.
  return { original, effective: settings.samples?.[row.name] === undefined ? row.instanceCount : original };
}

/** With predict_only: what the harness says of metrics that were not taken. */
function forgetScores(found: HarnessResults, tasks: readonly Task[]): void {
  for (const task of tasks) {
    const filters = new Set(task.metricKeys.map((key) => key.slice(key.indexOf(",") + 1)));
    const row: Record<string, number | string> = { alias: found.results[task.name]?.["alias"] ?? task.name };
    for (const filter of filters) Object.assign(row, { [`bypass,${filter}`]: BYPASSED, [`bypass_stderr,${filter}`]: "N/A" });
    found.results[task.name] = row;
    found.higher_is_better[task.name] = { bypass: true };
  }
}
