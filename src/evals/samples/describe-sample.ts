import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import type { TaskCache } from "../runs/task-cache.ts";
import type { Task } from "../tasks/index.ts";
import type { SampleDetail } from "../views.ts";
import { toSampleRow } from "./list-samples.ts";
import { readSample, type Place, type StoredSampleDetail } from "./store.ts";

interface Input extends Place {
  runId: string;
}

/** One sample with everything behind it: the document, the prompt, the raw answer, and why it scored what it scored. */
export async function describeSample({ db, tasks }: { db: Db; tasks: TaskCache }, { runId, ...place }: Input): Promise<SampleDetail> {
  const row = await readSample(db, runId, place);
  if (!row) {
    throw new AssayError("not_found", `Run ${runId} has no sample of document ${place.ordinal} by worker ${place.uid} (not yet, perhaps).`);
  }
  const { doc, request, results, promptTokens, completionTokens, finishReason } = row;
  const explanation = explain(row, await tasks.find(runId, row.task));
  return { ...(await toSampleRow(tasks, runId, row)), doc, request, results, explanation, promptTokens, completionTokens, finishReason };
}

/** Why a sample scored what it scored, a sentence a step. */
function explain(row: StoredSampleDetail, task: Task): string[] {
  if (row.fault !== null) {
    const consequence =
      row.score === null
        ? "It counts neither for nor against the worker."
        : "A worker that does not answer has not solved the document: score 0.";
    return [`There is no answer (${row.fault}): ${row.text}`, consequence];
  }
  const steps: string[] = [];
  for (const [filter, { extracted, metrics }] of Object.entries(row.results)) {
    const values = Object.entries(metrics).map(([metric, value]) => `${metric} = ${value}`);
    const patterns = patternsOf(task, filter);
    if (row.request.endpoint === "likelihoods") {
      steps.push(
        `The most likely continuation is ${JSON.stringify(extracted)}; the target is ${JSON.stringify(row.target)}: ${values.join(", ")}.`,
      );
      continue;
    }
    if (patterns.length > 0) steps.push(`Filter ${filter} looks for ${patterns.join(", then ")}.`);
    steps.push(
      `Filter ${filter} took ${JSON.stringify(extracted)} out of the answer; the target is ${JSON.stringify(row.target)}: ${values.join(", ")}.`,
    );
  }
  const { metric, filter } = task.headline;
  steps.push(`${metric} of ${filter} ranks the workers on this task: score ${row.score}.`);
  return steps;
}

/** The regular expressions of a filter of the task's configuration. */
function patternsOf({ config }: Task, name: string): string[] {
  const chain = config.filter_list?.find((one) => one.name === name);
  return (chain?.filter ?? []).flatMap((step) => (typeof step["regex_pattern"] === "string" ? [step["regex_pattern"]] : []));
}
