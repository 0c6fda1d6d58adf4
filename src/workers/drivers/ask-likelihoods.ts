import { readEchoedTokens, readPromptLogprobs, type Completion, type PromptToken } from "../../llm/index.ts";
import type { AskOptions, JsonObject, Likelihood, LikelihoodAnswer, LikelihoodRequest, TokenUsage } from "../driver.ts";
import { WorkerFault, type FaultCode } from "../worker-fault.ts";
import { tokensBefore } from "./tokens-before.ts";

interface Asked {
  /** The worker's, for sentences. */
  name: string;
  endpoint: string;
  textStart: string | undefined;
}

/** One call of the completions endpoint, its model filled in. Rejects with a WorkerFault. */
type Complete = (parameters: JsonObject, options: AskOptions) => Promise<Completion>;

/** A way of asking for the log-probabilities of a prompt. */
interface Form {
  parameters: JsonObject;
  read(body: Record<string, unknown>): PromptToken[] | undefined;
}

const FORMS: readonly Form[] = [
  { parameters: { echo: true, logprobs: 1 }, read: readEchoedTokens },
  { parameters: { prompt_logprobs: 1 }, read: readPromptLogprobs },
];
/** What an endpoint turned out to be. */
interface Manner {
  form: Form;
  /** Whether it puts a token that begins the text before each prompt. */
  beginsText: boolean;
}

const PROBE = "The sky is blue.";
/** By these an endpoint says that it does not know what it is asked; all others may pass. */
const REFUSALS: ReadonlySet<FaultCode> = new Set(["bad_request", "bad_response", "empty_response"]);
const NOT_IMPLEMENTED = 501;
/** An endpoint that could not may be able to after its next start. */
const REFUSAL_HOLDS_MS = 60_000;

/**
 * Asks a completions endpoint for likelihoods: each continuation with its context as one prompt, whose own log-probabilities come
 * back, and no token is to be written but one. Which of two forms it speaks is found out with a short text, once.
 */
export function createLikelihoodAsker(asked: Asked, complete: Complete) {
  let manner: Promise<Manner> | undefined;

  return async (request: LikelihoodRequest, options: AskOptions): Promise<LikelihoodAnswer> => {
    const calls = new Calls(complete, options);
    manner ??= findManner(asked, calls);
    const found = manner;
    const known = await found.catch((error: unknown) => {
      // What may pass is asked again by the next request; a refusal holds for a while.
      const isRefusal = error instanceof WorkerFault && error.fault === "unsupported";
      if (manner === found) manner = undefined;
      if (isRefusal) {
        manner = found;
        setTimeout(() => (manner = undefined), REFUSAL_HOLDS_MS).unref();
      }
      throw error;
    });
    const asking = new Asking(asked, known, calls);
    const likelihoods: Likelihood[] = [];
    for (const { context, continuations } of request.groups) {
      for (const continuation of continuations) likelihoods.push(await asking.likelihood(context, continuation));
    }
    return { likelihoods, ...calls.spent };
  };
}

async function findManner({ name, endpoint }: Asked, calls: Calls): Promise<Manner> {
  const reasons: string[] = [];
  for (const form of FORMS) {
    const [parameter = ""] = Object.keys(form.parameters);
    try {
      const { body } = await calls.make(bodyOf(form, PROBE));
      const tokens = form.read(body);
      if (tokens !== undefined) return { form, beginsText: isWholeProbe(tokens.slice(1)) };
      reasons.push(`to ${parameter} it answered without the prompt's tokens`);
    } catch (error) {
      if (!(error instanceof WorkerFault) || !(REFUSALS.has(error.fault) || error.status === NOT_IMPLEMENTED)) throw error;
      reasons.push(`${parameter} it refused (${error.status ?? error.fault})`);
    }
  }
  throw new WorkerFault(
    "unsupported",
    `The worker ${name} cannot give log-probabilities of a prompt: ${endpoint}/completions was asked, and ${reasons.join("; ")}. ` +
      "Tasks that compare likelihoods need a completions endpoint that knows echo with logprobs, or prompt_logprobs.",
  );
}

/** Some tokenizers leave spaces out of the tokens' texts. */
function isWholeProbe(tokens: readonly PromptToken[]): boolean {
  return squeezed(tokens.map(({ text }) => text).join("")) === squeezed(PROBE);
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s▁Ġ]/g, "");
}

function bodyOf({ parameters }: Form, prompt: string): JsonObject {
  return { prompt, max_tokens: 1, temperature: 0, ...parameters };
}

/** The calls for one document, and what they cost. */
class Calls {
  readonly #complete: Complete;
  readonly #options: AskOptions;
  #isFirst = true;
  readonly spent: { usage: TokenUsage | null; durationMs: number; calls: number } = {
    usage: { promptTokens: 0, completionTokens: 0 },
    durationMs: 0,
    calls: 0,
  };

  constructor(complete: Complete, options: AskOptions) {
    this.#complete = complete;
    this.#options = options;
  }

  async make(parameters: JsonObject): Promise<Completion> {
    // The pool has announced the first.
    if (!this.#isFirst) await this.#options.beforeCall?.();
    this.#isFirst = false;
    const completion = await this.#complete(parameters, this.#options);
    const { usage, durationMs } = completion;
    const { spent } = this;
    spent.calls += 1;
    spent.durationMs += durationMs;
    // One call of which nothing is known, and nothing is known of all.
    spent.usage = usage &&
      spent.usage && {
        promptTokens: spent.usage.promptTokens + usage.promptTokens,
        completionTokens: spent.usage.completionTokens + usage.completionTokens,
      };
    return completion;
  }
}

/** Asks for one document's likelihoods. */
class Asking {
  readonly #asked: Asked;
  readonly #manner: Manner;
  readonly #calls: Calls;
  /** How many tokens a context has, where that had to be asked. */
  readonly #lengths = new Map<string, number>();

  constructor(asked: Asked, manner: Manner, calls: Calls) {
    this.#asked = asked;
    this.#manner = manner;
    this.#calls = calls;
  }

  async likelihood(context: string, continuation: string): Promise<Likelihood> {
    // Spaces at a context's end belong to the continuation's first token: lm-evaluation-harness's `_encode_pair`.
    const { beginsText } = this.#manner;
    const before = context.trimEnd() || (beginsText ? "" : (this.#asked.textStart ?? ""));
    const after = context.slice(context.trimEnd().length) + continuation;
    const tokens = await this.#tokensOf(before + after);
    const start = before === "" ? Number(beginsText) : (tokensBefore(tokens, before, after) ?? (await this.#lengthOf(before)));
    const scored = tokens.slice(start);
    let logprob = 0;
    for (const token of scored) {
      if (token.logprob === null) throw this.#noBeginning();
      logprob += token.logprob;
    }
    return { logprob, isGreedy: scored.every((token) => token.isGreedy) };
  }

  async #lengthOf(context: string): Promise<number> {
    const length = this.#lengths.get(context) ?? (await this.#tokensOf(context)).length;
    this.#lengths.set(context, length);
    return length;
  }

  async #tokensOf(prompt: string): Promise<PromptToken[]> {
    const { body } = await this.#calls.make(bodyOf(this.#manner.form, prompt));
    const tokens = this.#manner.form.read(body);
    if (tokens !== undefined) return tokens;
    throw new WorkerFault("bad_response", `The worker ${this.#asked.name} answered without the log-probabilities that it gave before.`);
  }

  #noBeginning(): WorkerFault {
    return new WorkerFault(
      "unsupported",
      `The worker ${this.#asked.name} says nothing of the first token of a text without a context: its model begins no text by itself. ` +
        "Give the worker a textStart, what its model takes for the beginning of a text (such as <s> or <|endoftext|>).",
    );
  }
}
