import type { TokenUsage, WorkerRequest, WorkerSnapshot } from "../workers/index.ts";

/** A caller's request in OpenAI's form: a chat, a completion or embeddings. */
export interface Completion {
  /** Name of the caller's key. */
  caller: string;
  model: string;
  request: WorkerRequest;
  /** Aborts every call. */
  signal: AbortSignal;
}

/** Who answered, and how many were asked. */
export interface Answered<T extends { usage: TokenUsage | null }> {
  worker: WorkerSnapshot;
  attempts: number;
  value: T;
}
