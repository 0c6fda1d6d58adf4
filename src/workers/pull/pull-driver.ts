import { carriedEndpoint } from "../../llm/index.ts";
import type { AskOptions, WorkerDriver } from "../driver.ts";
import { driveEndpoint } from "../drivers/drive-endpoint.ts";
import type { WorkerSpec } from "../worker.ts";
import type { PullLine } from "./pull-line.ts";

/** Asks a worker that has connected to us: like an endpoint, whose calls its connections carry. */
export function openPullDriver(spec: Extract<WorkerSpec, { kind: "pull" }>, line: PullLine): WorkerDriver {
  const { name, model, timeoutMs, textStart, inputPrice, outputPrice } = spec;
  const closing = new AbortController();
  const untilReachable = (own: { signal: AbortSignal | undefined; timeoutMs: number }) => line.untilConnected(own);
  const driven = driveEndpoint(
    { name, model, timeoutMs, textStart, inputPrice, outputPrice, untilReachable },
    carriedEndpoint("its backend", line.carry),
  );
  // The connections are the hub's: they outlive a worker that is only asked otherwise from now on. Its calls do not.
  const own = (options: AskOptions): AskOptions => ({
    ...options,
    signal: options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal,
  });
  return {
    answer: (request, options) => driven.answer(request, own(options)),
    stream: (request, sink, options) => driven.stream(request, sink, own(options)),
    likelihoods: (request, options) => driven.likelihoods(request, own(options)),
    probe: (options) => driven.probe(own(options)),
    get isAway() {
      return !line.isConnected;
    },
    get address() {
      return line.address;
    },
    [Symbol.asyncDispose]: async () => closing.abort(),
  };
}
