import { AssayError } from "../lib/errors.ts";
import { storableText } from "../lib/storable-text.ts";
import type { TokenUsage, WorkerSnapshot } from "../workers/index.ts";
import type { Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Route } from "./route-model.ts";
import { toContestants } from "./to-contestants.ts";

interface CompletionFacts {
  completion: Completion;
  seed: number;
  route: Pick<Route, "contestants">;
  asked: AskedWorker[];
  isStream: boolean;
  /** Workers wanted at once. Default 1. */
  k?: number;
  /** Monotonic milliseconds at which the first token was sent on. */
  firstTokenAt?: () => number | undefined;
}

/** Passes the outcome of a request on and records it, once it is known. */
export async function recordCompletion<T extends { worker: WorkerSnapshot; value: { usage: TokenUsage | null } }>(
  { now, elapsed, record }: GatewayContext,
  { completion: { caller, model }, seed, route, asked, isStream, k = 1, firstTokenAt }: CompletionFacts,
  answering: Promise<T>,
): Promise<T> {
  const receivedAt = now();
  const startedAt = elapsed();
  const finish = (outcome: string, winnerUid: number | null, usage: TokenUsage | null) => {
    const first = firstTokenAt?.();
    record({
      receivedAt,
      caller,
      surface: "openai",
      askedFor: storableText(model),
      isStream,
      k,
      seed,
      contestants: toContestants(route.contestants),
      asked,
      winnerUid,
      outcome,
      promptTokens: usage?.promptTokens ?? null,
      completionTokens: usage?.completionTokens ?? null,
      firstTokenMs: first === undefined ? null : first - startedAt,
      durationMs: elapsed() - startedAt,
    });
  };
  try {
    const answered = await answering;
    finish("ok", answered.worker.uid, answered.value.usage);
    return answered;
  } catch (error) {
    finish(error instanceof AssayError ? error.code : "internal", null, null);
    throw error;
  }
}
