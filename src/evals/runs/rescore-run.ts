import { randomBytes } from "node:crypto";
import { z } from "zod";
import { AssayError } from "../../lib/errors.ts";
import type { EvalsContext } from "../context.ts";
import { runNotFound } from "../errors.ts";
import { emptyOutcomes } from "../evaluating/tally.ts";
import { isOpen } from "../run.ts";
import { openScores, startRun } from "../sampling/store.ts";
import { loadTaskIndex, resolveTasks, restoreTask, type TaskIndex } from "../tasks/index.ts";
import type { RunDetail } from "../views.ts";
import { enqueueScoring } from "./enqueue.ts";
import { describeRun } from "./list-runs.ts";
import { copyAnswers, findRun, insertRun, insertRunTasks, listRunTasks, readRunGroups, type RunRow, type RunTaskRow } from "./store.ts";

const ID_BYTES = 4;
/** What of a task says how its answers are scored. */
const SCORING_KEYS = ["filter_list", "metric_list", "process_results", "doc_to_target", "doc_to_choice"] as const;

const scoringSchema = z.strictObject({
  filter_list: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  metric_list: z.array(z.record(z.string(), z.unknown())).min(1).optional(),
  headline: z.string().max(256).optional().describe("`metric,filter` that ranks workers; default: the first of each"),
});

/** How a run's answers are scored anew. */
export const rescoreInputSchema = z.strictObject({
  /** By task, or `*` for all: filters and metrics in the words of task files. Without any the tasks' files are read again. */
  scoring: z.record(z.string(), scoringSchema).default({}),
  /** Folders of task YAML on the server's machine, on top of those it has. Over the API only with the scope admin. */
  includePaths: z.array(z.string().min(1).max(4096)).max(16).default([]),
});
export type RescoreInput = z.infer<typeof rescoreInputSchema>;

/**
 * Scores the answers of a run anew, by other filters and metrics, without asking anybody: a run of its own that names its origin,
 * with the same documents, prompts and answers. The origin stays as it is.
 * @throws `conflict` while the origin is open or where it has no answer; `invalid_input` naming the task whose scoring is faulty
 */
export async function rescoreRun(context: EvalsContext, originId: string, input: RescoreInput): Promise<RunDetail> {
  const { db } = context;
  const origin = await findRun(db, originId);
  if (!origin) throw runNotFound(originId);
  if (isOpen(origin.state))
    throw new AssayError("conflict", `Run ${originId} is ${origin.state}: its answers are scored anew when it has ended.`, {
      field: "run",
    });
  const rows = (await listRunTasks(db, originId)).filter((row) => row.instanceCount > 0);
  if (rows.length === 0) throw new AssayError("conflict", `Run ${originId} has no document: there is nothing to score.`, { field: "run" });
  const tasks = await rescoredTasks(context, rows, input);
  const groups = await readRunGroups(db, originId);
  const createdAt = context.now();
  const id = `${createdAt.toISOString().slice(0, 10).replaceAll("-", "")}-${randomBytes(ID_BYTES).toString("hex")}`;
  await db.transaction(async () => {
    await insertRun(db, {
      id,
      settings: withoutAsking(origin),
      warnings: [`The answers are those of run ${originId}.`],
      groups,
      createdAt,
      origin: originId,
    });
    await insertRunTasks(db, id, tasks);
    const instanceCount = rows.reduce((sum, row) => sum + row.instanceCount, 0);
    await copyAnswers(db, originId, id, instanceCount);
    await openScores(
      db,
      id,
      rows.map(({ name, firstOrdinal, instanceCount: count }) => ({
        name,
        firstOrdinal,
        instanceCount: count,
        emptyOutcomes: emptyOutcomes(count),
      })),
    );
    await startRun(db, id, instanceCount, createdAt);
    await enqueueScoring(context, { id, resumes: 0, settings: withoutAsking(origin) });
  });
  context.log.info({ runId: id, origin: originId }, "run rescored");
  return describeRun(db, id);
}

/** Nothing is asked: no budget, no race. */
function withoutAsking(run: RunRow): RunRow["settings"] {
  const { budget: _, untilResolved: __, ...settings } = run.settings;
  return settings;
}

async function rescoredTasks(
  context: EvalsContext,
  rows: readonly RunTaskRow[],
  { scoring, includePaths }: RescoreInput,
): Promise<RunTaskRow[]> {
  const foreign = Object.keys(scoring).find((name) => name !== "*" && !rows.some((row) => row.name === name));
  if (foreign !== undefined) {
    throw new AssayError("invalid_input", `scoring names the task ${foreign}, which the run does not have.`, { field: "scoring" });
  }
  const index = Object.keys(scoring).length === 0 ? await loadTaskIndex([...context.includePaths, ...includePaths]) : null;
  return rows.map((row) => {
    const config = index ? asInFile(index, row) : withScoring(row, scoring["*"], scoring[row.name]);
    // Refuses what cannot be scored, before anything is stored.
    return { ...row, config: restoreTask(config).config as Record<string, unknown> };
  });
}

/** The frozen task with the scoring that its file has now. */
function asInFile(index: TaskIndex, { name, config }: RunTaskRow): Record<string, unknown> {
  const [task] = resolveTasks(index, [name]).tasks;
  const own = (task?.config ?? {}) as Record<string, unknown>;
  const scoring = SCORING_KEYS.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]] as const]));
  const rest = Object.entries(config).filter(([key]) => !(SCORING_KEYS as readonly string[]).includes(key));
  return {
    ...Object.fromEntries(rest),
    ...Object.fromEntries(scoring),
    ...(own["metadata"] !== undefined && { metadata: own["metadata"] }),
  };
}

type Scoring = z.infer<typeof scoringSchema>;

function withScoring({ config }: RunTaskRow, ...changes: (Scoring | undefined)[]): Record<string, unknown> {
  const { headline, ...scoring } = Object.assign({}, ...changes) as Scoring;
  if (changes.every((change) => change === undefined)) return config;
  const { assay, ...metadata } = (config["metadata"] ?? {}) as { assay?: object };
  const { headline: _, ...own } = (assay ?? {}) as { headline?: string };
  const { process_results: __, ...rest } = config;
  return {
    ...(scoring.metric_list ? rest : config),
    ...scoring,
    metadata: { ...metadata, assay: { ...own, ...(headline !== undefined && { headline }) } },
  };
}
