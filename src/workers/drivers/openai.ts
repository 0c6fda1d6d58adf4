import { callForText, Endpoint, LlmError } from "../../llm/index.ts";
import type { AskOptions, WorkerDriver } from "../driver.ts";
import { WorkerFault } from "../worker-fault.ts";
import type { WorkerSpec } from "../worker.ts";
import { driveEndpoint, toFault } from "./drive-endpoint.ts";

interface OpenaiOptions {
  spec: Extract<WorkerSpec, { kind: "openai" }>;
  apiKey: string | null;
  allowPrivateEndpoints: boolean;
}

/** Where OpenAI's protocol hangs, below a server's own paths. */
const PROTOCOL = /\/v1\/*$/;

/** Asks an OpenAI-compatible endpoint over connections of its own. */
export function openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints }: OpenaiOptions): WorkerDriver {
  const common = { apiKey, connections: spec.maxConcurrency, allowPrivate: allowPrivateEndpoints };
  const endpoint = new Endpoint({ ...common, baseUrl: spec.baseUrl });
  let root: Endpoint | undefined;
  return {
    ...driveEndpoint(spec, endpoint),
    // As it is written: two names of one machine are two addresses.
    address: new URL(spec.baseUrl).hostname,
    show(path, options) {
      root ??= new Endpoint({ ...common, baseUrl: spec.baseUrl.replace(PROTOCOL, "") });
      return show(spec, root, path, options);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([endpoint[Symbol.asyncDispose](), root?.[Symbol.asyncDispose]()]);
    },
  };
}

async function show(
  { name, timeoutMs: usual }: OpenaiOptions["spec"],
  root: Endpoint,
  path: string,
  { signal, timeoutMs = usual, beforeCall }: AskOptions,
): Promise<{ text: string; durationMs: number }> {
  const startedAt = performance.now();
  await beforeCall?.();
  try {
    const { result, text } = await callForText(root, path, null, { signal, timeoutMs });
    if (result.status >= 200 && result.status <= 299) return { text, durationMs: performance.now() - startedAt };
    const fault = result.status >= 500 ? "server_error" : result.status === 429 ? "rate_limited" : "bad_request";
    throw new WorkerFault(fault, `The worker ${name} answered ${result.status} to ${path}: ${root.quote(text)}`, { status: result.status });
  } catch (error) {
    throw error instanceof LlmError ? toFault(name, error) : error;
  }
}
