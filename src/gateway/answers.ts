import type { EndpointName, WorkerSnapshot } from "../workers/index.ts";

/** Whether a worker answers an endpoint: the others are not asked for it. */
export function answers(endpoint: EndpointName): (worker: WorkerSnapshot) => boolean {
  return ({ endpoints }) => endpoints.includes(endpoint);
}
