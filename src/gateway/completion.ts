import type { HedgePolicy } from "./hedging.ts";
import type { AskedWorker } from "./request-record.ts";
import type { TokenUsage, WorkerRequest, WorkerSnapshot } from "../workers/index.ts";

/** A caller's request in OpenAI's form: a chat, a completion or embeddings. */
export interface Completion {
  /** Name of the caller's key. */
  caller: string;
  model: string;
  request: WorkerRequest;
  /** Aborts every call. */
  signal: AbortSignal;
  /** When a second worker is asked beside the first. Default: the server's. */
  hedge?: HedgePolicy | undefined;
}

/** Who answered, and who was asked. */
export interface Answered<T extends { usage: TokenUsage | null }> {
  worker: WorkerSnapshot;
  /** Everybody who was asked, in order. */
  asked: readonly AskedWorker[];
  value: T;
}
