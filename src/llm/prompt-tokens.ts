import { isObject } from "./response-form.ts";

/** One token of a prompt as a model saw it. */
export interface PromptToken {
  text: string;
  /** Natural logarithm of its probability after those before it; null where nothing is before it. */
  logprob: number | null;
  /** Whether no other token was more likely. */
  isGreedy: boolean;
}

/**
 * The prompt's tokens in a completion that was asked with `echo` and `logprobs`: `choices[0].logprobs` of OpenAI's completions API.
 * Undefined where the prompt is not in it.
 */
export function readEchoedTokens(body: Record<string, unknown>): PromptToken[] | undefined {
  const logprobs = firstChoice(body)?.["logprobs"];
  if (!isObject(logprobs)) return undefined;
  const { tokens, token_logprobs: values, top_logprobs: tops } = logprobs;
  if (!Array.isArray(tokens) || !Array.isArray(values) || tokens.length !== values.length) return undefined;
  // One token is written, because some servers refuse to write none; it is no part of the prompt.
  const count = values.length - writtenTokens(body);
  // A server that does not know `echo` sends what it wrote and nothing else.
  if (count < 1) return undefined;
  return values.slice(0, count).map((value: unknown, at): PromptToken => {
    const logprob = typeof value === "number" ? value : null;
    return {
      text: String(tokens[at]),
      logprob,
      isGreedy: logprob !== null && logprob >= greatestOf(Array.isArray(tops) ? tops[at] : null),
    };
  });
}

/**
 * The prompt's tokens in a completion that was asked with vLLM's `prompt_logprobs: 1`: a token's entry holds itself and, where
 * another one is more likely, that one too. Undefined where there are none.
 */
export function readPromptLogprobs(body: Record<string, unknown>): PromptToken[] | undefined {
  const entries = firstChoice(body)?.["prompt_logprobs"] ?? body["prompt_logprobs"];
  if (!Array.isArray(entries) || entries.length === 0) return undefined;
  return entries.map((entry: unknown): PromptToken => {
    const candidates = isObject(entry) ? Object.values(entry).filter(isObject) : [];
    // Numbers as keys come sorted, so that their order tells nothing: the token itself is the one of the lower rank.
    const own = candidates.toSorted((a, b) => Number(b["rank"]) - Number(a["rank"]))[0];
    const { logprob, decoded_token: text, rank } = own ?? {};
    return { text: String(text ?? ""), logprob: typeof logprob === "number" ? logprob : null, isGreedy: rank === 1 };
  });
}

function firstChoice({ choices }: Record<string, unknown>): Record<string, unknown> | undefined {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(first) ? first : undefined;
}

function writtenTokens({ usage }: Record<string, unknown>): number {
  return isObject(usage) && usage["completion_tokens"] === 0 ? 0 : 1;
}

/** Without alternatives nothing is known to be the most likely. */
function greatestOf(alternatives: unknown): number {
  const values = isObject(alternatives) ? Object.values(alternatives).filter((value) => typeof value === "number") : [];
  return values.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...values);
}
