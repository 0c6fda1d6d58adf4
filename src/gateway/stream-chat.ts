import type { StreamControl, StreamEnd, StreamSink, WorkerSnapshot } from "../workers/index.ts";
import type { Answered, Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { fallOver, type Attempt } from "./fall-over.ts";
import { hedgeFor } from "./hedge-for.ts";
import { recordCompletion } from "./record-completion.ts";
import type { AskedWorker } from "./request-record.ts";
import { routeRequest } from "./route-request.ts";
import { saysSomething } from "./says-something.ts";

/** Events without a part of the answer that are held back at most; then they are sent on all the same. */
const MAX_HELD = 64;

export interface ChatStreamSink extends StreamSink {
  /** Hears who answers, before the first event. */
  onWorker(worker: WorkerSnapshot, asked: readonly AskedWorker[]): void;
}

/**
 * Hands on a stream event by event. Until the answer's first word a worker that fails is replaced by the next; after it the
 * failure is the caller's to tell: two texts are never spliced.
 */
export async function streamChat(context: GatewayContext, completion: Completion, sink: ChatStreamSink): Promise<Answered<StreamEnd>> {
  const { model, request, signal } = completion;
  const { pool, nextSeed, elapsed, hedging } = context;
  const seed = nextSeed();
  const route = routeRequest(pool, { model, endpoint: request.endpoint }, seed);
  const asked: AskedWorker[] = [];
  let begunAt: number | undefined;
  const ask = async (worker: WorkerSnapshot, { signal: own, begin }: Attempt) => {
    const startedAt = elapsed();
    const held: string[] = [];
    let control: StreamControl | undefined;
    let isFirst = false;
    const onStart = (given: StreamControl) => void (control = given);
    const onEvent = (data: string) => {
      if (isFirst) return sink.onEvent(data);
      held.push(data);
      if ((held.length < MAX_HELD && !saysSomething(data)) || !begin()) return;
      isFirst = true;
      begunAt = elapsed();
      hedging.learn(worker.uid, "first token", begunAt - startedAt);
      if (control) sink.onStart?.(control);
      sink.onWorker(worker, asked);
      for (const one of held) sink.onEvent(one);
    };
    try {
      return await pool.stream(worker.uid, request, { onEvent, onStart }, { signal: own });
    } catch (error) {
      if (!isFirst && own.aborted && !signal.aborted) hedging.learn(worker.uid, "first token", elapsed() - startedAt);
      throw error;
    }
  };
  const hedgeAfterMs = hedgeFor(context, completion, "first token");
  const answering = fallOver({ route, signal, asked, ask, hedgeAfterMs });
  const facts = { completion, seed, route, asked, isStream: true, firstTokenAt: () => begunAt };
  const { worker, value } = await recordCompletion(context, facts, answering);
  return { worker, asked, value };
}
