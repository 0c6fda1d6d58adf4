import type { Candidate } from "./candidate.ts";

/** Hears of an answer while it comes. */
export interface FanOutSink {
  onChunk(uid: number, delta: string, seconds: number): void;
  /** Given when a worker's stream is decided on: lets a slow reader hold it back. */
  onCommit?(candidate: Candidate): void;
}
