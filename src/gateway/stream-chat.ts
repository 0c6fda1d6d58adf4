import type { StreamControl, StreamEnd, StreamSink, WorkerSnapshot } from "../workers/index.ts";
import type { Answered, Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { fallOver } from "./fall-over.ts";
import { recordCompletion } from "./record-completion.ts";
import type { AskedWorker } from "./request-record.ts";
import { routeRequest } from "./route-request.ts";
import { saysSomething } from "./says-something.ts";

/** Events without a part of the answer that are held back at most; then they are sent on all the same. */
const MAX_HELD = 64;

export interface ChatStreamSink extends StreamSink {
  /** Hears who answers, before the first event. */
  onWorker(worker: WorkerSnapshot, attempts: number): void;
}

/**
 * Hands on a stream event by event. Until the answer's first word a worker that fails is replaced by the next; after it the
 * failure is the caller's to tell: two texts are never spliced. `sink.onStart` may be called once for each attempt.
 */
export async function streamChat(context: GatewayContext, completion: Completion, sink: ChatStreamSink): Promise<Answered<StreamEnd>> {
  const { model, request, signal } = completion;
  const { pool, nextSeed, elapsed } = context;
  const seed = nextSeed();
  const route = routeRequest(pool, { model, endpoint: request.endpoint }, seed);
  const asked: AskedWorker[] = [];
  let begunAt: number | undefined;
  const onStart = (control: StreamControl) => sink.onStart?.(control);
  const ask = (worker: WorkerSnapshot, attempt: number) => {
    const held: string[] = [];
    const onEvent = (data: string) => {
      if (begunAt !== undefined) return sink.onEvent(data);
      held.push(data);
      if (held.length < MAX_HELD && !saysSomething(data)) return;
      begunAt = elapsed();
      sink.onWorker(worker, attempt);
      for (const one of held) sink.onEvent(one);
    };
    return pool.stream(worker.uid, request, { onEvent, onStart }, { signal });
  };
  const answering = fallOver({ route, signal, asked, ask, hasBegun: () => begunAt !== undefined });
  const facts = { completion, seed, route, asked, isStream: true, firstTokenAt: () => begunAt };
  const { worker, value } = await recordCompletion(context, facts, answering);
  return { worker, attempts: asked.length, value };
}
