import { AssayError, messageOf } from "../../lib/errors.ts";
import { storableText } from "../../lib/storable-text.ts";
import { WorkerFault } from "../../workers/index.ts";
import type { EvalsContext } from "../context.ts";
import { isOpen } from "../run.ts";
import { walkRung } from "../racing/walk-rung.ts";
import { findRun, findRunWorker } from "../runs/store.ts";
import type { Instance } from "../sampling/store.ts";
import { askInstance } from "./ask-instance.ts";
import { boundRequest } from "./bound-usage.ts";
import type { BudgetShare } from "./budget-desk.ts";
import { BudgetSpent, CallAccount } from "./call-account.ts";
import { Crowd } from "./crowd.ts";
import { describeDocument } from "./describe-document.ts";
import { Patience } from "./patience.ts";
import { ResponseBuffer } from "./response-buffer.ts";
import { storeResponses } from "./store-responses.ts";
import { endAsking } from "./end-asking.ts";
import { markRequesting, readAnsweredOrdinals, type Response } from "./store.ts";

interface Input {
  runId: string;
  workerUid: number;
  /** In a race: the places of its order that are asked now. */
  rung?: { from: number; to: number } | undefined;
}

/**
 * Asks one worker for every document of a run, or of a race's rung, that it has no response for yet, as many at once as the worker takes.
 * Stops early without loss: what was stored stays, the rest is asked by the next attempt.
 * A failed answer is a row with its fault; a worker that stays silent is given up and the run goes on for the others.
 */
export async function requestAnswers(context: EvalsContext, { runId, workerUid, rung }: Input, signal: AbortSignal): Promise<void> {
  const run = await findRun(context.db, runId);
  if (!run || !isOpen(run.state)) return;
  const givenUp = rung && (await findRunWorker(context.db, runId, workerUid))?.error;
  await markRequesting(context.db, runId, workerUid);
  const answered = await readAnsweredOrdinals(context.db, runId, workerUid);
  const worker = context.pool.find(workerUid);
  const patience = new Patience(run.settings.patienceSeconds * 1000, () => context.now().getTime());
  if (givenUp) patience.giveUp(givenUp);
  using share = run.settings.budget && context.budgets.take(runId);
  await using buffer = new ResponseBuffer(async (responses) => {
    await storeResponses(context, { runId, workerUid, responses });
    share?.settled(responses.reduce((sum, { settlement }) => sum + (settlement?.open ?? 0), 0));
  });
  // Others wait for what these calls leave of the budget: a failure to store is kept and thrown below.
  const listenNoMore = share?.onShort(() => void buffer.flush().catch(() => {}));

  const asking = new Crowd((worker?.maxConcurrency ?? 1) + 1);
  let isSpent = false;
  for await (const instance of rung ? walkRung(context, run, rung) : context.instances.walk(runId, run.instanceCount)) {
    if (signal.aborted || isSpent) break;
    if (answered.has(instance.ordinal)) continue;
    await asking.admit(async () => {
      const response = await askOne(context, { runId, workerUid, instance, patience, share, signal, retries: run.settings.retries });
      if (response === "spent") isSpent = true;
      else if (response) await buffer.add(response);
    });
  }
  await asking.finished();
  listenNoMore?.();
  await buffer.flush();
  signal.throwIfAborted();
  await endAsking(context, { run, workerUid, givenUp: patience.verdict ?? null, isSpent, askTo: rung?.to ?? null });
  context.log.info({ runId, worker: worker?.name, givenUp: patience.verdict, isSpent }, "worker asked");
}

interface Asking {
  runId: string;
  workerUid: number;
  instance: Instance;
  patience: Patience;
  share: BudgetShare | undefined;
  signal: AbortSignal;
  /** Further calls after a failure that may pass, before it is a fault. */
  retries: number;
}

/** @returns the response to store; undefined when the run was interrupted, "spent" when it may not ask: the document stays open */
async function askOne(
  context: EvalsContext,
  { runId, workerUid, instance, patience, share, signal, retries }: Asking,
): Promise<Response | "spent" | undefined> {
  const { ordinal } = instance;
  const prices = share && context.pool.prices(workerUid);
  const account = share && new CallAccount(share, boundRequest(instance.request), prices ?? { inputPrice: 0, outputPrice: 0 });
  if (patience.verdict) return failedResponse(ordinal, new WorkerFault("circuit_open", patience.verdict));
  try {
    const { config } = await context.tasks.find(runId, instance.task);
    const document = await describeDocument(context, runId, instance);
    const options = {
      signal,
      retries,
      circuitWaitMs: patience.leftMs(),
      ...(account && { beforeCall: account.beforeCall }),
    };
    const asked = { uid: workerUid, request: instance.request, document, repeats: config.repeats };
    const answer = await onceTaken(context, { workerUid, signal, ask: () => askInstance(context.pool, asked, options) });
    patience.succeeded();
    const { promptTokens, completionTokens } = answer;
    const usage = promptTokens === null ? null : { promptTokens, completionTokens: completionTokens ?? 0 };
    return { ordinal, fault: null, ...answer, ...(account && { settlement: account.answered(usage) }) };
  } catch (error) {
    if (error instanceof BudgetSpent) return "spent";
    if (signal.aborted) {
      account?.abandon();
      return undefined;
    }
    if (error instanceof WorkerFault) {
      patience.failed(error);
      return { ...failedResponse(ordinal, error), ...(account && { settlement: account.failed(error) }) };
    }
    if (!(error instanceof AssayError)) throw error;
    // The worker itself cannot be used, such as a recording with a broken line: no other document will fare better.
    patience.giveUp(messageOf(error));
    const fault = new WorkerFault("unusable", messageOf(error));
    return { ...failedResponse(ordinal, fault), ...(account && { settlement: account.failed(fault) }) };
  }
}

/** A paused or drained worker is waited for, however long: the operator decides whether it is resumed or removed. */
async function onceTaken<T>(
  { pool }: EvalsContext,
  { workerUid, signal, ask }: Pick<Asking, "workerUid" | "signal"> & { ask: () => Promise<T> },
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof WorkerFault) || error.fault !== "held") throw error;
      await pool.untilTaking(workerUid, signal);
    }
  }
}

function failedResponse(ordinal: number, fault: WorkerFault): Response {
  return {
    ordinal,
    text: storableText(fault.message),
    answers: null,
    fault: fault.fault,
    finishReason: null,
    promptTokens: null,
    completionTokens: null,
    durationMs: 0,
  };
}
