import { carriedEndpoint } from "../../llm/index.ts";
import type { WorkerDriver } from "../driver.ts";
import { driveEndpoint } from "../drivers/drive-endpoint.ts";
import type { WorkerSpec } from "../worker.ts";
import type { PullLine } from "./pull-line.ts";

/** Asks a worker that has connected to us: like an endpoint, whose calls its connections carry. */
export function openPullDriver(spec: Extract<WorkerSpec, { kind: "pull" }>, line: PullLine): WorkerDriver {
  const { name, model, timeoutMs } = spec;
  const endpoint = carriedEndpoint("its backend", line.carry);
  const untilReachable = (own: { signal: AbortSignal | undefined; timeoutMs: number }) => line.untilConnected(own);
  return {
    ...driveEndpoint({ name, model, timeoutMs, untilReachable }, endpoint),
    get isAway() {
      return !line.isConnected;
    },
    // The connections are the hub's: they outlive a worker that is only asked otherwise from now on.
    [Symbol.asyncDispose]: async () => {},
  };
}
