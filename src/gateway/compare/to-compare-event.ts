import { costOfUsage, WorkerFault } from "../../workers/index.ts";
import type { Candidate } from "../candidate.ts";
import { publicMessage } from "../public-message.ts";
import type { Settled } from "../settle-answers.ts";
import type { AnswerEnd, ComparedWorker, CompareEvent } from "./compare-event.ts";

export function toCompared({ worker, probability }: Pick<Candidate, "worker" | "probability">): ComparedWorker {
  const { uid, name, kind, simulated, model, owner, state, incentive, inFlight, queued } = worker;
  return { uid, name, kind, simulated, model, owner, state, incentive, inFlight, queued, probability };
}

interface EndFacts {
  position: number;
  durationMs: number;
  hasTimedOut: boolean;
  isBlind: boolean;
}

export function toEnd(candidate: Candidate, { position, durationMs, hasTimedOut, isBlind }: EndFacts): AnswerEnd {
  const { failure, timings, usage, worker, finishReason } = candidate;
  const first = timings[0];
  const fault = faultOf(failure, hasTimedOut);
  const message = fault === "timeout" && hasTimedOut ? "The answer was not whole when the time was up." : publicMessage(failure);
  return {
    type: "end",
    position,
    outcome: fault ?? "ok",
    message: fault === null || isBlind ? null : message,
    firstTokenMs: first === undefined ? null : Math.round(first * 1000),
    durationMs: Math.round(durationMs),
    finishReason: finishReason ?? null,
    promptTokens: usage?.promptTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
    cost: usage && costOfUsage(worker, usage),
  };
}

/** Why an answer is not whole: a FaultCode, or `timeout` where the whole took too long; null: it is. */
export function faultOf(failure: unknown, hasTimedOut: boolean): string | null {
  if (failure === undefined) return null;
  if (!(failure instanceof WorkerFault)) return "internal";
  return failure.fault === "cancelled" && hasTimedOut ? "timeout" : failure.fault;
}

export function toConsensus({ winner, agreement: found }: Settled, candidates: readonly Candidate[]): CompareEvent {
  return {
    type: "consensus",
    position: candidates.indexOf(winner),
    acceptedAnswer: found.accepted_answer,
    support: found.support,
    supporters: candidates.flatMap(({ worker }, position) => (found.support_uids.includes(worker.uid) ? [position] : [])),
    method: found.method,
    agreement: found.agreement,
  };
}
