import type { Candidate } from "./candidate.ts";
import type { FanOutSink } from "./fan-out-sink.ts";

/** Hands on one chunk of an answer. */
export function handOn({ worker, chunks, timings }: Candidate, position: number, sink: FanOutSink): void {
  sink.onChunk(worker.uid, chunks[position] ?? "", timings[position] ?? 0);
}
