import { callForText, complete, embed, LlmError, replaceModel, retryCall, streamCompletion, type Callee } from "../../llm/index.ts";
import type { AskOptions, JsonObject, StreamEnd, StreamSink, WorkerAnswer, WorkerDriver, WorkerRequest } from "../driver.ts";
import { askForUsage } from "./ask-for-usage.ts";
import { createLikelihoodAsker } from "./ask-likelihoods.ts";
import { WorkerFault } from "../worker-fault.ts";
import { countPrompts } from "./count-prompts.ts";

interface Driven {
  /** The worker's, for sentences. */
  name: string;
  /** What the endpoint calls its model; undefined: it has one and does not mind the name. */
  model: string | undefined;
  timeoutMs: number;
  /** What the model takes for the beginning of a text; undefined: it puts one there by itself. */
  textStart?: string | undefined;
  /** Micro-units per million tokens: who has a price is asked what a stream used. */
  inputPrice?: number;
  outputPrice?: number;
  /** Resolves when the endpoint can be reached; rejects with LlmError when the time is over. Awaited for callers with retries. */
  untilReachable?: (own: Time) => Promise<void>;
}

interface Time {
  signal: AbortSignal | undefined;
  timeoutMs: number;
}

const PATHS = { chat: "/chat/completions", completions: "/completions", embeddings: "/embeddings" } as const;
const MODELS_SHOWN = 1000;
const PROBE_TIMEOUT_MS = 10_000;
/** A stream that has begun and then says nothing for so long is broken; those that think meanwhile send comments. */
const STREAM_IDLE_MS = 30_000;

/** Asks what speaks OpenAI's protocol. The caller's body is passed on as it is, but for the model's name. */
export function driveEndpoint(driven: Driven, endpoint: Callee): Pick<WorkerDriver, "answer" | "stream" | "likelihoods" | "probe"> {
  const { name, model = name } = driven;
  const isPriced = (driven.inputPrice ?? 0) + (driven.outputPrice ?? 0) > 0;
  /** All calls and waits together stay within the time. */
  const ask = async <T>({ signal, timeoutMs = driven.timeoutMs, retries = 0, beforeCall }: AskOptions, call: (own: Time) => Promise<T>) => {
    const untilReachable = retries > 0 ? driven.untilReachable : undefined;
    const callWhenReachable = async (leftMs: number) => {
      if (!untilReachable) return call({ signal, timeoutMs: leftMs });
      const startedAt = performance.now();
      await untilReachable({ signal, timeoutMs: leftMs });
      return call({ signal, timeoutMs: Math.max(1, Math.round(leftMs - (performance.now() - startedAt))) });
    };
    try {
      return await retryCall(callWhenReachable, {
        retries,
        timeoutMs,
        signal,
        beforeRetry: beforeCall && ((failure) => beforeCall(toFault(name, failure))),
      });
    } catch (error) {
      throw error instanceof LlmError ? toFault(name, error) : error;
    }
  };
  const likelihoods = createLikelihoodAsker({ name, textStart: driven.textStart, endpoint: endpoint.label }, (parameters, options) =>
    ask(options, (own) => complete(endpoint, PATHS.completions, JSON.stringify({ ...parameters, model }), own)),
  );
  return {
    likelihoods,
    answer: (request, options): Promise<WorkerAnswer> =>
      ask(options, async (own) => {
        if (request.endpoint !== "embeddings") return complete(endpoint, PATHS[request.endpoint], bytesOf(request, model), own);
        const embedded = await embed(endpoint, PATHS.embeddings, bytesOf(request, model), countPrompts(request.body["input"]), own);
        return { ...embedded, text: "", finishReason: null };
      }),
    stream: (request, sink: StreamSink, options): Promise<StreamEnd> =>
      ask({ ...options, retries: 0 }, (own) => {
        const bytes = bytesOf(request, model);
        const asking = isPriced ? askForUsage(request, bytes, sink) : undefined;
        return streamCompletion(endpoint, PATHS[request.endpoint], asking?.body ?? bytes, asking?.sink ?? sink, {
          ...own,
          idleTimeoutMs: options.idleTimeoutMs ?? STREAM_IDLE_MS,
          choices: choicesIn(request),
        });
      }),
    probe: (options) =>
      ask({ timeoutMs: PROBE_TIMEOUT_MS, ...options }, async (own) => {
        const startedAt = performance.now();
        const { result, text } = await callForText(endpoint, "/models", null, own);
        if (result.status >= 500 || result.status === 401 || result.status === 403) {
          throw new LlmError("server_error", `${endpoint.label}/models answered ${result.status}: ${endpoint.quote(text)}`, {
            status: result.status,
          });
        }
        return { durationMs: performance.now() - startedAt, models: modelsIn(text) };
      }),
  };
}

/** The caller's own bytes as far as that can be, else the body written anew. */
function bytesOf({ body, bytes }: WorkerRequest, model: string): Uint8Array | string {
  if (bytes && body["model"] === model) return bytes;
  return (bytes && replaceModel(bytes, model)) ?? JSON.stringify({ ...body, model } satisfies JsonObject);
}

/** How many choices the body asks for: `n` where it makes sense, for each prompt. */
function choicesIn({ endpoint, body: { n, prompt } }: WorkerRequest): number {
  const each = typeof n === "number" && Number.isSafeInteger(n) && n > 1 ? n : 1;
  return endpoint === "completions" ? each * countPrompts(prompt) : each;
}

export function toFault(name: string, error: LlmError): WorkerFault {
  return new WorkerFault(error.kind, `The worker ${name} failed: ${error.message}`, {
    cause: error,
    status: error.status,
    retryAfterMs: error.retryAfterMs,
  });
}

/** Ids in the answer of /models; none when it cannot be read: not every server has it. */
function modelsIn(text: string): string[] {
  try {
    const { data } = JSON.parse(text) as { data?: { id?: unknown }[] };
    return (data ?? []).flatMap(({ id }) => (typeof id === "string" ? [id] : [])).slice(0, MODELS_SHOWN);
  } catch {
    return [];
  }
}
