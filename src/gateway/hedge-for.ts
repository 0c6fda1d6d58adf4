import type { WorkerSnapshot } from "../workers/index.ts";
import type { Completion } from "./completion.ts";
import type { GatewayContext } from "./context.ts";
import { isSafeToAskTwice, type Awaited } from "./hedging.ts";

/** When a second worker is asked beside each worker of this request. Undefined: the request is asked of one at a time. */
export function hedgeFor(
  { hedging }: Pick<GatewayContext, "hedging">,
  { request, hedge }: Pick<Completion, "request" | "hedge">,
  awaited: Awaited,
): ((worker: WorkerSnapshot) => number | undefined) | undefined {
  if (!isSafeToAskTwice(request.body)) return undefined;
  return (worker) => hedging.afterMs(worker, awaited, hedge);
}
