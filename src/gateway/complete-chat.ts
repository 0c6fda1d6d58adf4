import {
  WorkerFault,
  type StreamEnd,
  type StreamSink,
  type WorkerAnswer,
  type WorkerRequest,
  type WorkerSnapshot,
} from "../workers/index.ts";
import type { GatewayContext } from "./context.ts";
import { routeModel } from "./policies.ts";

/** A caller's request in OpenAI's form. */
export interface Completion {
  model: string;
  request: WorkerRequest;
  signal: AbortSignal;
}

/** Who answered, and how many were asked. */
export interface Answered<T> {
  worker: WorkerSnapshot;
  attempts: number;
  value: T;
}

/** One whole answer; a worker that fails is replaced by the next. Rejects with the last failure. */
export function completeChat(
  { pool, ...context }: GatewayContext,
  { model, request, signal }: Completion,
): Promise<Answered<WorkerAnswer>> {
  return fallOver(routeModel({ pool, ...context }, model), signal, (worker) => pool.ask(worker.uid, request, { signal }));
}

/**
 * Hands on a stream event by event. Until the first event a worker that fails is replaced by the next; after it the failure
 * is the caller's to tell: two texts are never spliced. `sink.onStart` may be called once for each attempt.
 * @param sink `onWorker` hears who answers, before the first event
 */
export function streamChat(
  { pool, ...context }: GatewayContext,
  { model, request, signal }: Completion,
  sink: StreamSink & { onWorker(worker: WorkerSnapshot, attempts: number): void },
): Promise<Answered<StreamEnd>> {
  let hasBegun = false;
  const ask = (worker: WorkerSnapshot, attempts: number) => {
    const onEvent = (data: string) => {
      if (!hasBegun) sink.onWorker(worker, attempts);
      hasBegun = true;
      sink.onEvent(data);
    };
    const onStart = sink.onStart?.bind(sink);
    return pool.stream(worker.uid, request, { onEvent, ...(onStart && { onStart }) }, { signal });
  };
  return fallOver(routeModel({ pool, ...context }, model), signal, ask, () => hasBegun);
}

async function fallOver<T>(
  workers: readonly WorkerSnapshot[],
  signal: AbortSignal,
  ask: (worker: WorkerSnapshot, attempts: number) => Promise<T>,
  hasBegun: () => boolean = () => false,
): Promise<Answered<T>> {
  let failure: unknown;
  for (const [position, worker] of workers.entries()) {
    try {
      return { worker, attempts: position + 1, value: await ask(worker, position + 1) };
    } catch (error) {
      failure = error;
      // A request that one worker refuses as wrong is wrong for all.
      const isFinal = !(error instanceof WorkerFault) || error.fault === "bad_request" || error.fault === "cancelled";
      if (isFinal || hasBegun() || signal.aborted) break;
    }
  }
  throw failure;
}
