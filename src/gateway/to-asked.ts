import { WorkerFault } from "../workers/index.ts";
import type { Candidate } from "./candidate.ts";
import type { AskedWorker } from "./request-record.ts";

/** What is recorded of a candidate when its request has ended. @param outcome of the whole request: `ok`, or an ErrorCode */
export function toAsked(one: Candidate, outcome: string): AskedWorker {
  const { worker, probability, timings, usage, durationSeconds } = one;
  return {
    uid: worker.uid,
    name: worker.name,
    probability,
    outcome: outcomeOf(one, outcome),
    firstTokenMs: inMs(timings[0]),
    durationMs: inMs(durationSeconds),
    promptTokens: usage?.promptTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
  };
}

function inMs(seconds: number | undefined): number | null {
  return seconds === undefined ? null : Math.round(seconds * 1000);
}

/** One that was still answering when the request ended was not needed, or too slow. */
function outcomeOf({ state, failure }: Candidate, outcome: string): string {
  if (state === "whole") return "ok";
  if (state === "open") return outcome === "timeout" ? "timeout" : "dropped";
  if (!(failure instanceof WorkerFault)) return "internal";
  return failure.fault === "cancelled" ? "dropped" : failure.fault;
}
