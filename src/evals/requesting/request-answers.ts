import { AssayError, messageOf } from "../../lib/errors.ts";
import { storableText } from "../../lib/storable-text.ts";
import { WorkerFault, type WorkerRequest } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { isOpen } from "../run.ts";
import { findRun } from "../runs/store.ts";
import type { Instance } from "../sampling/store.ts";
import { Crowd } from "./crowd.ts";
import { describeDocument } from "./describe-document.ts";
import { Patience } from "./patience.ts";
import { ResponseBuffer } from "./response-buffer.ts";
import { storeResponses } from "./store-responses.ts";
import { markRequested, markRequesting, readAnsweredOrdinals, type Response } from "./store.ts";

/** Further calls for one document after a failure that may pass, before it is a fault. */
const RETRIES = 2;

interface Input {
  runId: string;
  workerUid: number;
}

/**
 * Asks one worker for every document of a run that it has no response for yet, as many at once as the worker takes.
 * Stops early without loss: what was stored stays, the rest is asked by the next attempt.
 * A failed answer is a row with its fault; a worker that stays silent is given up and the run goes on for the others.
 */
export async function requestAnswers(context: EvalsContext, { runId, workerUid }: Input, signal: AbortSignal): Promise<void> {
  const run = await findRun(context.db, runId);
  if (!run || !isOpen(run.state)) return;
  await markRequesting(context.db, runId, workerUid);
  const answered = await readAnsweredOrdinals(context.db, runId, workerUid);
  const worker = context.pool.find(workerUid);
  const patience = new Patience(run.settings.patienceSeconds * 1000, () => context.now().getTime());
  await using buffer = new ResponseBuffer((responses) => storeResponses(context, { runId, workerUid, responses }));

  const asking = new Crowd((worker?.maxConcurrency ?? 1) + 1);
  for await (const instance of context.instances.walk(runId, run.instanceCount)) {
    if (signal.aborted) break;
    if (answered.has(instance.ordinal)) continue;
    await asking.admit(async () => {
      const response = await askOne(context, { runId, workerUid, instance, patience, signal });
      if (response) await buffer.add(response);
    });
  }
  await asking.finished();
  await buffer.flush();
  signal.throwIfAborted();
  await markRequested(context.db, runId, workerUid, patience.verdict ?? null);
  context.log.info({ runId, worker: worker?.name, givenUp: patience.verdict }, "worker asked");
}

interface Asking {
  runId: string;
  workerUid: number;
  instance: Instance;
  patience: Patience;
  signal: AbortSignal;
}

/** @returns the response to store; undefined when the run was interrupted and the document stays open */
async function askOne(context: EvalsContext, { runId, workerUid, instance, patience, signal }: Asking): Promise<Response | undefined> {
  const { ordinal } = instance;
  if (patience.verdict) return failedResponse(ordinal, new WorkerFault("circuit_open", patience.verdict));
  try {
    const request: WorkerRequest = { ...instance.request, document: await describeDocument(context, runId, instance) };
    const answer = await context.pool.ask(workerUid, request, { signal, retries: RETRIES, circuitWaitMs: patience.leftMs() });
    patience.succeeded();
    return {
      ordinal,
      text: storableText(answer.text),
      fault: null,
      finishReason: answer.finishReason,
      promptTokens: answer.usage?.promptTokens ?? null,
      completionTokens: answer.usage?.completionTokens ?? null,
      durationMs: answer.durationMs,
    };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (error instanceof WorkerFault) {
      patience.failed(error);
      return failedResponse(ordinal, error);
    }
    if (!(error instanceof AssayError)) throw error;
    // The worker itself cannot be used, such as a recording with a broken line: no other document will fare better.
    patience.giveUp(messageOf(error));
    return failedResponse(ordinal, new WorkerFault("unusable", messageOf(error)));
  }
}

function failedResponse(ordinal: number, fault: WorkerFault): Response {
  return {
    ordinal,
    text: storableText(fault.message),
    fault: fault.fault,
    finishReason: null,
    promptTokens: null,
    completionTokens: null,
    durationMs: 0,
  };
}
