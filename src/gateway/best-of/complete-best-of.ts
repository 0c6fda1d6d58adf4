import type { JsonObject, TokenUsage, WorkerAnswer } from "../../workers/index.ts";
import type { Completion } from "../completion.ts";
import type { GatewayContext } from "../context.ts";
import { askBestOf, type BestOf } from "./ask-best-of.ts";

/** The best of several whole answers: the body is the winner's, its `usage` that of all. Rejects like `askBestOf`. */
export async function completeBestOf(context: GatewayContext, completion: Completion, count: number): Promise<BestOf<WorkerAnswer>> {
  const best = await askBestOf(context, {
    completion,
    count,
    isStream: false,
    ask: (worker, signal) => context.pool.ask(worker.uid, completion.request, { signal }),
  });
  const { json: _own, ...value } = best.value;
  return { ...best, value: { ...value, body: withUsage(value.body, value.usage) } };
}

/** A body in OpenAI's form with the usage of all; where nobody said what it used, the body as it is. */
export function withUsage(body: JsonObject, usage: TokenUsage | null): JsonObject {
  if (usage === null) return body;
  const { promptTokens, completionTokens } = usage;
  const total = promptTokens + completionTokens;
  return { ...body, usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: total } };
}
