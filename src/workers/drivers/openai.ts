import { callForText, complete, Endpoint, LlmError, retryCall, streamCompletion } from "../../llm/index.ts";
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

/** Asks an OpenAI-compatible endpoint. The caller's body is passed on as it is, but for the model's name. */
export function openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints }: OpenaiOptions): WorkerDriver {
  const endpoint = new Endpoint({ baseUrl: spec.baseUrl, apiKey, connections: spec.maxConcurrency, allowPrivate: allowPrivateEndpoints });
  const call = async <T>(
    { signal, timeoutMs = spec.timeoutMs, retries = 0 }: AskOptions,
    run: (own: { signal: AbortSignal | undefined; timeoutMs: number }) => Promise<T>,
  ) => {
    try {
      return await retryCall(() => run({ signal, timeoutMs }), { retries, signal });
    } catch (error) {
      throw error instanceof LlmError ? toFault(spec.name, error) : error;
    }
  };
  return {
    answer: (request, options): Promise<WorkerAnswer> =>
      call(options, (own) => complete(endpoint, PATHS[request.endpoint], bytesOf(request, spec.model), own)),
    stream: (request, sink: StreamSink, options): Promise<StreamEnd> =>
      call({ ...options, retries: 0 }, (own) =>
        streamCompletion(endpoint, PATHS[request.endpoint], bytesOf(request, spec.model), sink, { ...own, idleTimeoutMs: own.timeoutMs }),
      ),
    probe: (options) =>
      call(options, async (own) => {
        const startedAt = performance.now();
        const { result, text } = await callForText(endpoint, "/models", null, own);
        if (result.status >= 500 || result.status === 401 || result.status === 403) {
          throw new LlmError("server_error", `${endpoint.label}/models answered ${result.status}.`, { status: result.status });
        }
        return { durationMs: performance.now() - startedAt, models: modelsIn(text) };
      }),
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

/** The original bytes where the model's name is right already, else the body with the worker's own. */
function bytesOf({ body, bytes }: WorkerRequest, model: string): Uint8Array | string {
  if (bytes && body["model"] === model) return bytes;
  return JSON.stringify({ ...body, model } satisfies JsonObject);
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
