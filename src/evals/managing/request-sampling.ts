import { AssayError, messageOf } from "../../lib/errors.ts";
import { WorkerFault, type AskedDocument, type JsonObject } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { CODE, COMPLETIONS_PATH, documentId, type ResponseDocument } from "../pocket/index.ts";
import { Crowd } from "../requesting/crowd.ts";
import { restoreTask, type Task } from "../tasks/index.ts";
import { EVALUATE_JOB } from "./job-names.ts";
import { insertResponse, markAnswered, selectPrompts, selectResponses, selectSampling, type PromptRow, type SamplingRow } from "./store.ts";

/** Further calls for a prompt after a failure that may pass. */
const RETRIES = 2;
/** The known system gives an answer four times what it reckons. */
const TIMEOUT_FACTOR = 4;
const BLOCK_MS = 60_000;
const BLOCKS_A_SESSION = 60;

/**
 * The known `Requester` for one sampling: asks every prompt that has no response yet and stores each as it comes; the last
 * one starts the scoring in the same transaction. A failed answer is a response with its code, not a failure of the job.
 */
export async function requestSampling(context: EvalsContext, samplingId: string, signal: AbortSignal): Promise<void> {
  const { db, jobs, pool } = context;
  const sampling = await selectSampling(db, samplingId);
  if (sampling?.state !== "requesting") return;
  const task = sampling.config === null ? null : restoreTask(sampling.config);
  const prompts = await selectPrompts(db, samplingId);
  const answered = new Set((await selectResponses(db, samplingId)).map(({ ordinal }) => ordinal));
  const asking = new Crowd(pool.find(sampling.workerUid)?.maxConcurrency ?? 1);
  for (const row of prompts) {
    if (signal.aborted) break;
    if (answered.has(row.ordinal)) continue;
    await asking.admit(async () => {
      const document = await askOne(context, { sampling, row, prompts, task, signal });
      if (document) await insertResponse(db, samplingId, row.ordinal, document);
    });
  }
  await asking.finished();
  signal.throwIfAborted();
  await db.transaction(async () => {
    if (await markAnswered(db, samplingId)) await jobs.start(EVALUATE_JOB, { samplingId }, { id: samplingId });
  });
}

interface Asking {
  sampling: SamplingRow;
  row: PromptRow;
  prompts: readonly PromptRow[];
  task: Task | null;
  signal: AbortSignal;
}

/** @returns undefined when it was interrupted: the prompt stays open */
async function askOne(context: EvalsContext, asking: Asking): Promise<ResponseDocument | undefined> {
  const { row, sampling, signal } = asking;
  const startedAt = performance.now();
  const common = (): Pick<ResponseDocument, "_id" | "height" | "session_height" | "task_id" | "instance_id" | "prompt_id"> => {
    const height = Math.floor(context.now().getTime() / BLOCK_MS);
    return {
      _id: documentId(sampling.id, "response", row.ordinal),
      height,
      session_height: height - (height % BLOCKS_A_SESSION),
      task_id: sampling.id,
      instance_id: row.instance._id,
      prompt_id: row.prompt._id,
    };
  };
  try {
    const { response, ms } = await callWorker(context, asking);
    return inOrder({ ...common(), ok: true, error_code: CODE.ok, ms: Math.round(ms), response, error: "" });
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof AssayError)) throw error;
    const ms = Math.round(performance.now() - startedAt);
    return inOrder({ ...common(), ok: false, error_code: codeOf(error), ms, response: "", error: messageOf(error) });
  }
}

async function callWorker(
  { pool }: EvalsContext,
  { sampling, row, prompts, task, signal }: Asking,
): Promise<{ response: string; ms: number }> {
  const { path } = sampling.document.requester_args;
  const options = { signal, retries: RETRIES, timeoutMs: row.prompt.timeout * TIMEOUT_FACTOR * 1000 };
  if (!task) {
    const { text, durationMs } = await pool.show(sampling.workerUid, path, options);
    return { response: text, ms: durationMs };
  }
  const body = JSON.parse(row.prompt.data) as JsonObject;
  const endpoint = path === COMPLETIONS_PATH ? ("completions" as const) : ("chat" as const);
  const answer = await pool.ask(sampling.workerUid, { endpoint, body, document: describe(task, row, prompts) }, options);
  // A recording or a simulation counts no tokens, and the known form of a response must.
  const kind = pool.find(sampling.workerUid)?.kind;
  const isMade = kind === "replay" || kind === "simulated";
  const usage = isMade ? { prompt_tokens: 0, total_tokens: 0, completion_tokens: 0 } : undefined;
  return {
    response: JSON.stringify({ ...answer.body, ...(usage && answer.body["usage"] === undefined && { usage }) }),
    ms: answer.durationMs,
  };
}

/** For workers that do not read the prompt. */
function describe(task: Task, { instance, target }: PromptRow, prompts: readonly PromptRow[]): AskedDocument {
  return {
    fields: instance.doc,
    rightAnswer: task.phraseAnswer(target),
    wrongAnswer: task.phraseAnswer(prompts.find((other) => other.target !== target)?.target ?? ""),
  };
}

/** The worker's own failures are the supplier's; a refused request is 4; what is nobody's fault is the relay's, and no sample. */
function codeOf(error: AssayError): number {
  if (!(error instanceof WorkerFault)) return CODE.relay;
  if (error.fault === "bad_request") return CODE.badParams;
  return error.isTheWorkers ? CODE.supplier : CODE.relay;
}

function inOrder(document: ResponseDocument): ResponseDocument {
  const { _id, ok, error_code, ms, response, error, height, session_height, task_id, instance_id, prompt_id } = document;
  return { _id, ok, error_code, ms, response, error, height, session_height, task_id, instance_id, prompt_id };
}
