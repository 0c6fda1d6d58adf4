import { setTimeout as delay } from "node:timers/promises";
import type { AskOptions, StreamEnd, StreamSink, WorkerAnswer, WorkerRequest } from "../driver.ts";
import { WorkerFault } from "../worker-fault.ts";
import { toResponseBody, toStreamEvent } from "./openai-form.ts";

/** An answer that is known before it is asked for. */
export interface PreparedAnswer {
  worker: string;
  text: string;
  /** Milliseconds that it takes. */
  delayMs: number;
}

/** Gives a prepared answer as an endpoint would, after its time. */
export async function givePrepared(
  request: WorkerRequest,
  { worker, text, delayMs }: PreparedAnswer,
  options: AskOptions,
): Promise<WorkerAnswer> {
  const durationMs = await spendPrepared({ worker, delayMs }, options);
  return { text, finishReason: "stop", usage: null, durationMs, body: toResponseBody(request, worker, text) };
}

/** Takes the time of a prepared answer. @returns milliseconds */
export async function spendPrepared({ worker, delayMs }: Omit<PreparedAnswer, "text">, options: AskOptions): Promise<number> {
  const startedAt = performance.now();
  await wait(worker, delayMs, options);
  return delayMs === 0 ? 0 : performance.now() - startedAt;
}

/** Streams a prepared answer word by word, its time spread over the words. */
export async function streamPrepared(
  request: WorkerRequest,
  { worker, text, delayMs }: PreparedAnswer,
  sink: StreamSink,
  options: AskOptions,
): Promise<StreamEnd> {
  const startedAt = performance.now();
  let held: PromiseWithResolvers<void> | undefined;
  sink.onStart?.({ pause: () => (held ??= Promise.withResolvers()), resume: () => void (held?.resolve(), (held = undefined)) });
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  let firstEventMs = 0;
  for (const [position, word] of words.entries()) {
    await wait(worker, delayMs / words.length, options);
    await held?.promise;
    if (position === 0) firstEventMs = performance.now() - startedAt;
    sink.onEvent(toStreamEvent(request, worker, word, null));
  }
  sink.onEvent(toStreamEvent(request, worker, "", "stop"));
  return { finishReason: "stop", usage: null, durationMs: performance.now() - startedAt, firstEventMs };
}

async function wait(worker: string, delayMs: number, { signal, timeoutMs = Number.POSITIVE_INFINITY }: AskOptions): Promise<void> {
  if (signal?.aborted) throw cancelled(worker);
  if (delayMs === 0) return;
  await delay(Math.min(delayMs, timeoutMs), undefined, signal ? { signal } : {}).catch(() => {
    throw cancelled(worker);
  });
  if (delayMs > timeoutMs) throw new WorkerFault("timeout", `The worker ${worker} did not answer within ${timeoutMs} ms.`);
}

function cancelled(worker: string): WorkerFault {
  return new WorkerFault("cancelled", `The request to ${worker} was cancelled.`);
}
