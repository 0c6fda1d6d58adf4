import type { TokenUsage, WorkerRequest, WorkerTerms } from "../workers/index.ts";
import type { Amount } from "./budgets/index.ts";

/** Prices are millionths per million tokens, money is counted in billionths: so many price units make one nano. */
const PRICE_UNITS_PER_NANO = 1000;
/** A token of English text; of other scripts the bytes of a letter and its tokens grow alike. */
const BYTES_PER_TOKEN = 4;
/** What a worker is expected to answer at most where nobody says. */
const DEFAULT_MAX_OUTPUT_TOKENS = 4096;

/** Tokens of a text by its UTF-8 bytes, where the worker did not count them. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** What these tokens cost, rounded up to a billionth of the account currency. */
export function costOf({ promptTokens, completionTokens }: TokenUsage, { inputPrice, outputPrice }: WorkerTerms): Amount {
  const nanos = Math.ceil((promptTokens * inputPrice + completionTokens * outputPrice) / PRICE_UNITS_PER_NANO);
  return { nanos, tokens: promptTokens + completionTokens };
}

/**
 * The most that a call can use: a token has at least one byte, and the answer is as long as the request allows, else as the
 * worker declares, else 4,096 tokens or the longest that was seen of it.
 * @param bytes of the request's body
 * @param longest completion tokens that were seen of the worker
 */
export function boundOf({ endpoint, body }: WorkerRequest, bytes: number, terms: WorkerTerms, longest = 0): TokenUsage {
  if (!GENERATES.has(endpoint)) return { promptTokens: bytes, completionTokens: 0 };
  const { prompt, n, best_of: bestOf } = body;
  const prompts = Array.isArray(prompt) && typeof prompt[0] !== "number" ? Math.max(1, prompt.length) : 1;
  const choices = prompts * Math.max(countIn(n) ?? 1, countIn(bestOf) ?? 1);
  const most =
    countIn(body["max_completion_tokens"]) ??
    countIn(body["max_tokens"]) ??
    terms.maxOutputTokens ??
    Math.max(DEFAULT_MAX_OUTPUT_TOKENS, longest);
  return { promptTokens: bytes, completionTokens: choices * most };
}

const GENERATES: ReadonlySet<string> = new Set(["chat", "completions"]);

function countIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
