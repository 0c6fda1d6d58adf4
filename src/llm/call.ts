import type { IncomingHttpHeaders } from "node:http";

/** How long one call may take, and who may end it. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for the whole call. */
  timeoutMs: number;
  /** Milliseconds for the first byte of the response's body. Default: timeoutMs. */
  firstByteTimeoutMs?: number | undefined;
  /** Milliseconds without a further byte after the first. Default: timeoutMs. */
  idleTimeoutMs?: number | undefined;
}

/** What can be called: an endpoint over connections of our own, or something that carries calls to one. */
export interface Callee {
  /** For sentences: without keys and query. */
  readonly label: string;
  /** Rejects with LlmError, or with what the receiver threw. @param body null: a GET @param path such as `/chat/completions` */
  call(path: string, body: Uint8Array | string | null, receiver: Receiver, options: CallOptions): Promise<CallResult>;
  /** What it says in a body that is no answer, for sentences. */
  quote(body: string): string;
}

/** The head of a response. */
export interface CallResult {
  status: number;
  headers: IncomingHttpHeaders;
}

/** Holds a response back while its reader is slow. */
export interface CallControl {
  pause(): void;
  resume(): void;
}

/**
 * more: the answer is not whole yet. enough: nothing that matters is missing, but a little may follow. whole: it has said
 * that it is over, so that nobody waits for the connection's end.
 */
export type Progress = "more" | "enough" | "whole";

/** Hears of a response while it comes. What it throws ends the call and is the call's failure. */
export interface Receiver {
  onStart(result: CallResult, control: CallControl): void;
  onData(bytes: Buffer): Progress;
}
