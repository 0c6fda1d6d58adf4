import { isTheWorkersFault } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { isOpen } from "../run.ts";
import { enqueueEnd, enqueueJudgement } from "../runs/enqueue.ts";
import { findRun, lockRun } from "../runs/store.ts";
import type { Instance } from "../sampling/store.ts";
import { scoreAnswer, scoreLikelihoods, type AnswerScore, type Document, type Task } from "../tasks/index.ts";
import {
  countScored,
  insertSamples,
  lockRunWorker,
  readResponses,
  readTallies,
  writeTally,
  type ResponseText,
  type Sample,
} from "./store.ts";
import { addToTally } from "./tally.ts";

interface Input {
  runId: string;
  workerUid: number;
  ordinals: readonly number[];
}

/** Scores stored responses: filters, metrics, samples, totals. Repeating it changes nothing. */
export async function evaluateResponses(context: EvalsContext, { runId, workerUid, ordinals }: Input): Promise<void> {
  const { db } = context;
  const run = await findRun(db, runId);
  if (!run || !isOpen(run.state)) return;
  const responses = await readResponses(db, runId, workerUid, ordinals);
  const instances = await context.instances.find(runId, ordinals);
  const samples: Sample[] = [];
  for (const response of responses) {
    const instance = instances.get(response.ordinal);
    if (instance) samples.push(await toSample(context, runId, instance, response));
  }
  await db.transaction(async () => {
    await lockRunWorker(db, runId, workerUid);
    const stored = new Set(await insertSamples(db, runId, workerUid, samples));
    if (stored.size === 0) return;
    const fresh = Map.groupBy(
      samples.filter((sample) => stored.has(sample.ordinal)),
      (sample) => instances.get(sample.ordinal)?.task ?? "",
    );
    for (const tally of await readTallies(db, runId, workerUid, [...fresh.keys()])) {
      await writeTally(db, runId, workerUid, addToTally(tally, fresh.get(tally.task) ?? [], tally.firstOrdinal));
    }
    if (!(await countScored(db, runId, workerUid, stored.size))) return;
    if (run.settings.untilResolved) return enqueueJudgement(context, runId);
    // One worker at a time past here: else the last two might each miss that the other is done.
    await lockRun(db, runId);
    await enqueueEnd(context, run);
  });
}

function scoreResponse(task: Task, document: Document, { text, answers }: ResponseText): AnswerScore {
  if (task.outputType === "generate_until") return scoreAnswer(task, document, answers === null ? text : answers.map(String));
  const likelihoods = (answers ?? []).map(([logprob, isGreedy]) => ({ logprob: Number(logprob), isGreedy: Boolean(isGreedy) }));
  return scoreLikelihoods(task, document, likelihoods);
}

async function toSample(context: EvalsContext, runId: string, instance: Instance, response: ResponseText): Promise<Sample> {
  const { ordinal, fault } = response;
  if (fault !== null) return { ordinal, fault, score: isTheWorkersFault(fault) ? 0 : null, results: {} };
  const task = await context.tasks.find(runId, instance.task);
  const { results, headline } = scoreResponse(task, instance.doc, response);
  return { ordinal, fault, score: headline, results };
}
