import type { WorkerAnswer } from "../workers/index.ts";
import type { Answered, Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { fallOver } from "./fall-over.ts";
import { hedgeFor } from "./hedge-for.ts";
import { recordCompletion } from "./record-completion.ts";
import type { AskedWorker } from "./request-record.ts";
import { routeRequest } from "./route-request.ts";

/** One whole answer; a worker that fails is replaced by the next. Rejects with the most telling failure. */
export async function completeChat(context: GatewayContext, completion: Completion): Promise<Answered<WorkerAnswer>> {
  const { model, request, signal } = completion;
  const { pool, nextSeed, hedging, elapsed } = context;
  const seed = nextSeed();
  const route = routeRequest(pool, { model, endpoint: request.endpoint }, seed);
  const asked: AskedWorker[] = [];
  const answering = fallOver<WorkerAnswer>({
    route,
    signal,
    asked,
    hedgeAfterMs: hedgeFor(context, completion, "answer"),
    async ask(worker, { signal: own }) {
      const startedAt = elapsed();
      const learn = () => hedging.learn(worker.uid, "answer", elapsed() - startedAt);
      try {
        const answer = await pool.ask(worker.uid, request, { signal: own });
        learn();
        return answer;
      } catch (error) {
        if (own.aborted && !signal.aborted) learn();
        throw error;
      }
    },
  });
  const { worker, value } = await recordCompletion(context, { completion, seed, route, asked, isStream: false }, answering);
  return { worker, asked, value };
}
