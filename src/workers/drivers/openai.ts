import { Endpoint } from "../../llm/index.ts";
import type { WorkerDriver } from "../driver.ts";
import type { WorkerSpec } from "../worker.ts";
import { driveEndpoint } from "./drive-endpoint.ts";

interface OpenaiOptions {
  spec: Extract<WorkerSpec, { kind: "openai" }>;
  apiKey: string | null;
  allowPrivateEndpoints: boolean;
}

/** Asks an OpenAI-compatible endpoint over connections of its own. */
export function openOpenaiDriver({ spec, apiKey, allowPrivateEndpoints }: OpenaiOptions): WorkerDriver {
  const endpoint = new Endpoint({ baseUrl: spec.baseUrl, apiKey, connections: spec.maxConcurrency, allowPrivate: allowPrivateEndpoints });
  return {
    ...driveEndpoint(spec, endpoint),
    // As it is written: two names of one machine are two addresses.
    address: new URL(spec.baseUrl).hostname,
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}
