import type { JsonObject, WorkerRequest } from "../../workers/index.ts";
import type { GatewayCaller } from "../caller.ts";
import { cacheKey, isSampled, type AnswerCache } from "./answer-cache.ts";

/** What the cache knows of a request. */
export type CacheLook =
  | { state: "off" }
  | { state: "hit"; body: JsonObject }
  | { state: "miss"; /** Keeps a whole answer that ended well. */ keep(body: JsonObject): void };

/**
 * Looks a request up in its caller's part of the cache.
 * @param wish of the caller: `on` also for what is sampled, `off` for neither looking nor keeping
 */
export function lookUp(cache: AnswerCache, { limits }: GatewayCaller, request: WorkerRequest, wish: "on" | "off" | undefined): CacheLook {
  const seconds = limits?.cacheSeconds;
  if (!seconds || wish === "off" || (wish === undefined && isSampled(request))) return { state: "off" };
  const key = cacheKey(limits.keyId, request);
  if (key === undefined) return { state: "off" };
  const body = cache.find(key);
  if (!body) return { state: "miss", keep: (answer) => cache.keep(key, answer, seconds) };
  return { state: "hit", body: withoutUsage(body) };
}

/** Nobody worked for it a second time. */
function withoutUsage(body: JsonObject): JsonObject {
  if (!body["usage"]) return body;
  return { ...body, usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 } };
}
