export { addWorker } from "./add-worker.ts";
export { chancesFor } from "./choice/chances-for.ts";
export type { Choice, ChoiceMode, ChosenWorker } from "./choice/choice.ts";
export { filterWorkers } from "./choice/filter-workers.ts";
export { chooseWorkers } from "./choose-workers.ts";
export { costOfUsage } from "./cost-of-usage.ts";
export {
  type EndpointName,
  type AskedDocument,
  type AskOptions,
  type JsonObject,
  type Likelihood,
  type LikelihoodAnswer,
  type LikelihoodRequest,
  type StreamControl,
  type StreamEnd,
  type StreamSink,
  type TokenUsage,
  type WorkerAnswer,
  type WorkerRequest,
} from "./driver.ts";
export { LatencyWindow } from "./latency-window.ts";
export type { PoolAskOptions } from "./live-worker.ts";
export { adaptConcurrency } from "./pull/adapt-concurrency.ts";
export type { JoinEvent } from "./pull/join-options.ts";
export { joinServer } from "./pull/join-server.ts";
export { joinQuerySchema, MAX_FRAME_BYTES } from "./pull/protocol.ts";
export { PullHub } from "./pull/pull-hub.ts";
export { registerPullWorker } from "./pull/register-pull-worker.ts";
export { readIncentives } from "./read-incentives.ts";
export { refreshIncentive } from "./refresh-incentive.ts";
export { removeWorker } from "./remove-worker.ts";
export { workerSnapshotSchema, type WorkerSnapshot } from "./snapshot.ts";
export { requireOwn } from "./require-own.ts";
export { setDuty } from "./set-duty.ts";
export { syncWorkers } from "./sync-workers.ts";
export { WorkerPool } from "./worker-pool.ts";
export { isTheWorkersFault, WorkerFault, type FaultCode } from "./worker-fault.ts";
export {
  takesRequests,
  TEMPORARY_ROLE,
  workerSpecSchema,
  type Duty,
  type Worker,
  type WorkerSpec,
  type WorkerSpecInput,
  type WorkerTerms,
} from "./worker.ts";
