import { callForText, complete, Endpoint, LlmError, replaceModel, retryCall, streamCompletion } from "../../llm/index.ts";
import type { AskOptions, JsonObject, StreamEnd, StreamSink, WorkerAnswer, WorkerDriver, WorkerRequest } from "../driver.ts";
import { WorkerFault } from "../worker-fault.ts";
import type { WorkerSpec } from "../worker.ts";

type OpenaiSpec = Extract<WorkerSpec, { kind: "openai" }>;

interface OpenaiOptions {
  spec: OpenaiSpec;
  apiKey: string | null;
  allowPrivateEndpoints: boolean;
}

const PATHS = { chat: "/chat/completions", completions: "/completions" } as const;
const MODELS_SHOWN = 1000;
const PROBE_TIMEOUT_MS = 10_000;
/** A stream that has begun and then says nothing for so long is broken; those that think meanwhile send comments. */
const STREAM_IDLE_MS = 30_000;

/** Asks an OpenAI-compatible endpoint. The caller's body is passed on as it is, but for the model's name. */
export function openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints }: OpenaiOptions): WorkerDriver {
  const endpoint = new Endpoint({ baseUrl: spec.baseUrl, apiKey, connections: spec.maxConcurrency, allowPrivate: allowPrivateEndpoints });
  /** All calls and waits together stay within the time. */
  const ask = async <T>(
    { signal, timeoutMs = spec.timeoutMs, retries = 0 }: AskOptions,
    call: (own: { signal: AbortSignal | undefined; timeoutMs: number }) => Promise<T>,
  ) => {
    try {
      return await retryCall((leftMs) => call({ signal, timeoutMs: leftMs }), { retries, timeoutMs, signal });
    } catch (error) {
      throw error instanceof LlmError ? toFault(spec.name, error) : error;
    }
  };
  return {
    answer: (request, options): Promise<WorkerAnswer> =>
      ask(options, (own) => complete(endpoint, PATHS[request.endpoint], bytesOf(request, spec.model), own)),
    stream: (request, sink: StreamSink, options): Promise<StreamEnd> =>
      ask({ ...options, retries: 0 }, (own) =>
        streamCompletion(endpoint, PATHS[request.endpoint], bytesOf(request, spec.model), sink, {
          ...own,
          idleTimeoutMs: STREAM_IDLE_MS,
          choices: choicesIn(request.body),
        }),
      ),
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
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

/** The caller's own bytes as far as that can be, else the body written anew. */
function bytesOf({ body, bytes }: WorkerRequest, model: string): Uint8Array | string {
  if (bytes && body["model"] === model) return bytes;
  return (bytes && replaceModel(bytes, model)) ?? JSON.stringify({ ...body, model } satisfies JsonObject);
}

/** How many choices the body asks for: `n`, where it makes sense. */
function choicesIn({ n }: JsonObject): number {
  return typeof n === "number" && Number.isSafeInteger(n) && n > 1 ? n : 1;
}

function toFault(name: string, error: LlmError): WorkerFault {
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
