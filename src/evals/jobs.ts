import { z } from "zod";
import type { JobEngine } from "../jobs/index.ts";
import { messageOf } from "../lib/errors.ts";
import type { EvalsContext } from "./context.ts";
import { evaluateResponses } from "./evaluating/evaluate-responses.ts";
import { judgeRace } from "./racing/judge-race.ts";
import { requestAnswers } from "./requesting/request-answers.ts";
import { finishRun } from "./runs/finish-run.ts";
import { endRun } from "./runs/store.ts";
import { sampleRun } from "./sampling/sample-run.ts";

const DAY_SECONDS = 86_000;
/** A runner that is killed costs an attempt; the work itself is idempotent and may be taken up often. */
const RETRY_LIMIT = 20;
/** Workers that one runner asks at the same time. */
const WORKERS_AT_ONCE = 64;

const runId = z.string();
const workerUid = z.int();
/** Places of a race's order: from `from` on, before `to`. */
const rung = z.strictObject({ from: z.int(), to: z.int() });

/** The durable work of an evaluation, in the order in which it happens: sample, request, evaluate, finish. */
export function defineEvalJobs(jobs: JobEngine, context: EvalsContext): void {
  jobs.define({
    name: "evals.sample",
    input: z.strictObject({ runId }),
    retryLimit: RETRY_LIMIT,
    handler: ({ runId: id }, { attempt }) => failingTheRun(context, id, attempt, () => sampleRun(context, id)),
  });
  jobs.define({
    name: "evals.request",
    input: z.strictObject({ runId, workerUid, rung: rung.optional() }),
    concurrency: WORKERS_AT_ONCE,
    timeoutSeconds: DAY_SECONDS,
    retryLimit: RETRY_LIMIT,
    handler: (input, { attempt, signal }) =>
      failingTheRun(context, input.runId, attempt, () => requestAnswers(context, input, signal), signal),
  });
  jobs.define({
    name: "evals.evaluate",
    input: z.strictObject({ runId, workerUid, ordinals: z.array(z.int()) }),
    concurrency: 2,
    retryLimit: RETRY_LIMIT,
    handler: (input, { attempt }) => failingTheRun(context, input.runId, attempt, () => evaluateResponses(context, input)),
  });
  jobs.define({
    name: "evals.race",
    input: z.strictObject({ runId }),
    retryLimit: RETRY_LIMIT,
    handler: ({ runId: id }, { attempt }) => failingTheRun(context, id, attempt, () => judgeRace(context, id)),
  });
  jobs.define({
    name: "evals.finish",
    input: z.strictObject({ runId }),
    retryLimit: RETRY_LIMIT,
    handler: ({ runId: id }) => finishRun(context, id),
  });
}

/** After the last attempt the run says why it stands still; `assay run resume` takes it up again. */
async function failingTheRun(
  context: EvalsContext,
  id: string,
  attempt: number,
  work: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (attempt > RETRY_LIMIT && !signal?.aborted) await endRun(context.db, id, "failed", context.now(), messageOf(error));
    throw error;
  }
}
