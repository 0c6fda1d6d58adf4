import { storableText } from "../lib/storable-text.ts";
import type { Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";

/** Records a request that the cache answered: nobody was chosen or asked. */
export function recordHit({ now, record }: GatewayContext, { caller, model }: Completion, isStream: boolean): void {
  record({
    receivedAt: now(),
    caller,
    surface: "openai",
    askedFor: storableText(model),
    isStream,
    k: 1,
    seed: 0,
    contestants: null,
    asked: [],
    winnerUid: null,
    outcome: "ok",
    promptTokens: null,
    completionTokens: null,
    firstTokenMs: null,
    durationMs: 0,
  });
}
