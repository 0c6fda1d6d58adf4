import type { WorkerAnswer } from "../workers/index.ts";
import type { Answered, Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { fallOver } from "./fall-over.ts";
import { recordCompletion } from "./record-completion.ts";
import type { AskedWorker } from "./request-record.ts";
import { routeRequest } from "./route-request.ts";

/** One whole answer; a worker that fails is replaced by the next. Rejects with the most telling failure. */
export async function completeChat(context: GatewayContext, completion: Completion): Promise<Answered<WorkerAnswer>> {
  const { model, request, signal } = completion;
  const { pool, nextSeed } = context;
  const seed = nextSeed();
  const route = routeRequest(pool, { model, endpoint: request.endpoint }, seed);
  const asked: AskedWorker[] = [];
  const answering = fallOver({
    route,
    signal,
    asked,
    ask: (worker) => pool.ask(worker.uid, request, { signal }),
    hasBegun: () => false,
  });
  const { worker, value } = await recordCompletion(context, { completion, seed, route, asked, isStream: false }, answering);
  return { worker, attempts: asked.length, value };
}
