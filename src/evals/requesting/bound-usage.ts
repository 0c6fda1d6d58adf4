import type { JsonObject, TokenUsage } from "../../workers/index.ts";
import type { InstanceRequest } from "../sampling/store.ts";

/** What a chat template writes around a conversation, and around each message of it, at most. */
const TOKENS_AROUND = 64;
const TOKENS_A_MESSAGE = 16;
/** For a request that names no limit. */
const UNLIMITED_ANSWER = 32_768;

/** The most tokens that one call of an instance can cost: of compared texts the longest, after which one token is written. */
export function boundRequest(request: InstanceRequest): TokenUsage {
  if (request.endpoint !== "likelihoods") return boundUsage(request.body);
  const prompts = request.groups.flatMap(({ context, continuations }) => continuations.map((continuation) => context + continuation));
  return { promptTokens: TOKENS_AROUND + Math.max(0, ...prompts.map(tokensOf)), completionTokens: 1 };
}

/**
 * The most tokens that a request can cost: a token is at least one byte of the prompt, and the answer has a limit. High on purpose
 * (a word of English is about five bytes and one token): what was really used takes its place when the answer is there.
 */
export function boundUsage(body: JsonObject): TokenUsage {
  const limit = body["max_completion_tokens"] ?? body["max_tokens"];
  const answers = typeof body["n"] === "number" && body["n"] > 1 ? body["n"] : 1;
  const answer = typeof limit === "number" && limit >= 0 ? Math.ceil(limit) : UNLIMITED_ANSWER;
  return { promptTokens: TOKENS_AROUND + tokensOf(body["prompt"]) + tokensOf(body["messages"]), completionTokens: answers * answer };
}

/** Of a text, a list of texts or of token ids, or chat messages. */
function tokensOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value, "utf8");
  if (typeof value === "number") return 1;
  if (Array.isArray(value)) return value.reduce((sum: number, part: unknown) => sum + tokensOf(part), 0);
  if (typeof value !== "object" || value === null) return 0;
  return TOKENS_A_MESSAGE + tokensOf(Object.values(value));
}
