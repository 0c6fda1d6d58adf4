import { storableText } from "../../lib/storable-text.ts";
import type { AskedDocument, PoolAskOptions, TokenUsage, WorkerPool } from "../../workers/index.ts";
import type { InstanceRequest } from "../sampling/store.ts";
import type { Response } from "./store.ts";

interface Asked {
  uid: number;
  request: InstanceRequest;
  document: AskedDocument;
  /** How often the question is put: the task's `repeats`. */
  repeats: number;
}

type Answered = Omit<Response, "ordinal" | "fault">;

/** Puts all requests of one document to a worker, one after the other. Rejects as the pool does with the first that fails. */
export async function askInstance(pool: WorkerPool, asked: Asked, options: PoolAskOptions): Promise<Answered> {
  const { uid, request, document, repeats } = asked;
  if (request.endpoint === "likelihoods") {
    const { likelihoods, usage, durationMs } = await pool.likelihoods(uid, { groups: request.groups, document }, options);
    const continuations = request.groups.flatMap((group) => group.continuations);
    const lines = likelihoods.map(({ logprob }, at) => `${logprob.toFixed(4)}\t${JSON.stringify(continuations[at] ?? "")}`);
    const answers = likelihoods.map(({ logprob, isGreedy }) => [logprob, isGreedy] as const);
    return { text: storableText(lines.join("\n")), answers, finishReason: null, durationMs, ...tokensOf([usage]) };
  }
  const first = await pool.ask(uid, { ...request, document }, options);
  const all = [first];
  for (let repeat = 1; repeat < repeats; repeat++) all.push(await pool.ask(uid, { ...request, document }, options));
  const texts = all.map(({ text }) => storableText(text));
  return {
    text: texts[0] ?? "",
    answers: repeats > 1 ? texts : null,
    finishReason: first.finishReason,
    durationMs: all.reduce((sum, one) => sum + one.durationMs, 0),
    ...tokensOf(all.map(({ usage }) => usage)),
  };
}

/** Null where nothing was counted. */
function tokensOf(usages: readonly (TokenUsage | null)[]): { promptTokens: number | null; completionTokens: number | null } {
  const counted = usages.filter((usage) => usage !== null);
  if (counted.length === 0) return { promptTokens: null, completionTokens: null };
  return {
    promptTokens: counted.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    completionTokens: counted.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
  };
}
