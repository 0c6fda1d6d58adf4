import {
  WorkerFault,
  type JsonObject,
  type StreamControl,
  type StreamEnd,
  type StreamSink,
  type WorkerSnapshot,
} from "../workers/index.ts";
import type { Answered, Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { continueStream } from "./continue-stream.ts";
import { fallOver, type Attempt } from "./fall-over.ts";
import { hedgeFor } from "./hedge-for.ts";
import { recordCompletion } from "./record-completion.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Route } from "./route-model.ts";
import { routeRequest } from "./route-request.ts";
import { saysSomething } from "./says-something.ts";
import { SentText } from "./sent-text.ts";

/** Events without a part of the answer that are held back at most; then they are sent on all the same. */
const MAX_HELD = 64;

export interface ChatStreamSink extends StreamSink {
  /** Hears who answers, before the first event. */
  onWorker(worker: WorkerSnapshot, asked: readonly AskedWorker[]): void;
}

/**
 * Hands on a stream event by event. Until the answer's first word a worker that fails is replaced by the next; after it the
 * rest comes from another only where that one's own text begins with all that was sent, else the failure is the caller's to tell:
 * two texts are never spliced.
 */
export async function streamChat(context: GatewayContext, completion: Completion, sink: ChatStreamSink): Promise<Answered<StreamEnd>> {
  const { model, request, signal } = completion;
  const { pool, nextSeed, elapsed, hedging } = context;
  const seed = nextSeed();
  const route = routeRequest(pool, { model, endpoint: request.endpoint }, seed);
  const asked: AskedWorker[] = [];
  const sent = new SentText();
  let begunAt: number | undefined;
  const send = (data: string, event: JsonObject) => {
    if (sent.isPlain) sent.add(event);
    sink.onEvent(data, event);
  };
  const ask = async (worker: WorkerSnapshot, { signal: own, begin }: Attempt) => {
    const startedAt = elapsed();
    const held: [data: string, event: JsonObject][] = [];
    let control: StreamControl | undefined;
    let isFirst = false;
    const onStart = (given: StreamControl) => void (control = given);
    const onEvent = (data: string, event = JSON.parse(data) as JsonObject) => {
      if (isFirst) return send(data, event);
      held.push([data, event]);
      if ((held.length < MAX_HELD && !saysSomething(event)) || !begin()) return;
      isFirst = true;
      begunAt = elapsed();
      hedging.learn(worker.uid, "first token", begunAt - startedAt);
      if (control) sink.onStart?.(control);
      sink.onWorker(worker, asked);
      for (const one of held) send(...one);
    };
    try {
      return await pool.stream(worker.uid, request, { onEvent, onStart }, { signal: own });
    } catch (error) {
      if (!isFirst && own.aborted && !signal.aborted) hedging.learn(worker.uid, "first token", elapsed() - startedAt);
      throw error;
    }
  };
  const hedgeAfterMs = hedgeFor(context, completion, "first token");
  const answering = fallOver({ route, signal, asked, ask, hedgeAfterMs }).catch(async (error: unknown) => {
    if (begunAt === undefined || signal.aborted || !(error instanceof WorkerFault) || !hedgeAfterMs || !sent.isPlain) throw error;
    const rescued = await continueStream({ sent: sent.text, ...siblings(context, completion, { route, asked }), sink });
    if (!rescued) throw error;
    return rescued;
  });
  const facts = { completion, seed, route, asked, isStream: true, firstTokenAt: () => begunAt };
  const { worker, value } = await recordCompletion(context, facts, answering);
  return { worker, asked, value };
}

/** The rest of the route, for the rest of an answer. */
function siblings(
  { pool }: Pick<GatewayContext, "pool">,
  { request, signal }: Completion,
  { route, asked }: { route: Route; asked: AskedWorker[] },
): Pick<Parameters<typeof continueStream>[0], "next" | "ask"> {
  let entry: AskedWorker | undefined;
  // Who was only slower may well know the rest.
  const tried = new Set(asked.flatMap(({ uid, outcome }) => (outcome === "dropped" ? [] : [uid])));
  return {
    next() {
      const chosen = route.next(tried);
      if (!chosen) return undefined;
      tried.add(chosen.worker.uid);
      const { worker, probability } = chosen;
      entry = { uid: worker.uid, name: worker.name, probability, outcome: "dropped" };
      asked.push(entry);
      return worker;
    },
    async ask(worker, own) {
      const current = entry;
      try {
        const end = await pool.stream(worker.uid, request, own, { signal });
        if (current) current.outcome = "ok";
        return end;
      } catch (error) {
        if (current && error instanceof WorkerFault) current.outcome = error.fault;
        throw error;
      }
    },
  };
}
