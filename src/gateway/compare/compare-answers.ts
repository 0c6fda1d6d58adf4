import { randomUUID } from "node:crypto";
import { WorkerFault, type JsonObject, type StreamControl, type WorkerRequest } from "../../workers/index.ts";
import { Candidate } from "../candidate.ts";
import type { GatewayContext } from "../context.ts";
import { settleAnswers } from "../settle-answers.ts";
import { chooseCompared } from "./choose-compared.ts";
import type { ComparedWorker, CompareEvent } from "./compare-event.ts";
import type { CompareRequest } from "./compare-request.ts";
import { outcomeOf, toRecord } from "./record-comparison.ts";
import { faultOf, toCompared, toConsensus, toEnd } from "./to-compare-event.ts";

/** The pool's limit is a little later than ours, so that at the deadline it is ours that says so. */
const GRACE_MS = 1000;

interface CompareInput {
  request: CompareRequest;
  /** Name of the caller's key. */
  caller: string;
  /** Aborts every call. */
  signal: AbortSignal;
}

export interface CompareSink {
  onEvent(event: CompareEvent): void;
  /** Given before the first event: lets a slow reader hold all workers back. */
  onStart(control: StreamControl): void;
}

/** An answer as it was shown, whole or not. */
export interface ShownAnswer {
  position: number;
  worker: ComparedWorker;
  text: string;
  /** null: the answer is whole. */
  fault: string | null;
}

/** A comparison that was streamed to its end. */
export interface Comparison {
  id: string;
  /** The body that every worker got, without what streaming adds. */
  prompt: JsonObject;
  isBlind: boolean;
  answers: ShownAnswer[];
}

/**
 * Asks several workers the same at once and tells of every answer as it comes. A worker that fails fails in its own column.
 * Rejects with `no_workers`, `not_found` or `invalid_input` before the first event; with `cancelled` when the caller left.
 */
export async function compareAnswers(context: GatewayContext, input: CompareInput, sink: CompareSink): Promise<Comparison> {
  const { request, caller, signal } = input;
  const { pool, now, elapsed } = context;
  const [receivedAt, startedAt, seed] = [now(), elapsed(), context.nextSeed()];
  const elapsedMs = () => elapsed() - startedAt;
  const { mode, contestants, chosen } = chooseCompared(pool.list(), request, seed);
  const candidates = chosen.map((one) => new Candidate(one));
  const wanted = request.workers?.length ?? request.k;
  const [id, prompt, isBlind] = [randomUUID(), toPrompt(request), request.blind];
  const shown = chosen.map((one, position) => ({ position, worker: isBlind ? null : toCompared(one) }));
  const workers = chosen.map(({ worker }) => worker);
  await context.cover(workers, toRequest(prompt));
  sink.onStart(controlOf(candidates));
  sink.onEvent({ type: "asked", comparison: id, mode, seed, blind: isBlind, wanted, answers: shown });

  const hasTimedOut = await askAll(context, { candidates, prompt, isBlind, timeoutMs: request.timeout * 1000, signal, elapsedMs }, sink);
  const consensus =
    candidates.length > 1
      ? settleAnswers(
          candidates.filter(({ state }) => state === "whole"),
          "best",
        )
      : undefined;
  const outcome = outcomeOf(candidates, { isGone: signal.aborted, hasTimedOut });
  const durationMs = elapsedMs();
  context.record(
    toRecord({ receivedAt, caller, mode, wanted, seed, contestants, candidates, outcome, durationMs, winner: consensus?.winner }),
  );
  if (signal.aborted) throw new WorkerFault("cancelled", "The caller left.");
  if (consensus) sink.onEvent(toConsensus(consensus, candidates));
  sink.onEvent({ type: "done", durationMs: Math.round(durationMs) });
  const answers = candidates.map((one, position) => {
    return { position, worker: toCompared(one), text: one.text, fault: faultOf(one.failure, hasTimedOut) };
  });
  return { id, prompt, isBlind, answers };
}

interface Asking {
  candidates: readonly Candidate[];
  prompt: JsonObject;
  isBlind: boolean;
  timeoutMs: number;
  signal: AbortSignal;
  elapsedMs(): number;
}

/** Asks all at once until each has ended, the time is up, or the caller leaves. @returns whether the time was up */
async function askAll({ pool }: GatewayContext, asking: Asking, sink: CompareSink): Promise<boolean> {
  const { candidates, prompt, isBlind, timeoutMs, signal, elapsedMs } = asking;
  const request = toRequest(prompt);
  let hasTimedOut = false;
  const drop = () => candidates.forEach((one) => one.drop());
  const deadline = setTimeout(() => {
    hasTimedOut = true;
    drop();
  }, timeoutMs);
  signal.addEventListener("abort", drop, { once: true });
  const seconds = () => Math.round(elapsedMs() * 1000) / 1_000_000;
  const askOne = async (candidate: Candidate, position: number) => {
    let told = 0;
    await candidate.ask(pool, request, timeoutMs + GRACE_MS, seconds, ({ chunks }) => {
      if (chunks.length > told) sink.onEvent({ type: "delta", position, text: chunks.slice(told).join("") });
      told = chunks.length;
    });
    sink.onEvent(toEnd(candidate, { position, durationMs: elapsedMs(), hasTimedOut, isBlind }));
  };
  try {
    if (signal.aborted) drop();
    await Promise.all(candidates.map(askOne));
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", drop);
  }
  return hasTimedOut;
}

/** Asked for as an endpoint's client, not passed on for one: tokens and cost are what a comparison shows. */
function toRequest(prompt: JsonObject): WorkerRequest {
  return { endpoint: "chat", body: { ...prompt, stream: true, stream_options: { include_usage: true } } };
}

function toPrompt({ messages, temperature, maxTokens }: CompareRequest): JsonObject {
  return { messages, ...(temperature !== undefined && { temperature }), ...(maxTokens !== undefined && { max_tokens: maxTokens }) };
}

function controlOf(candidates: readonly Candidate[]): StreamControl {
  return {
    pause: () => candidates.forEach(({ control }) => control?.pause()),
    resume: () => candidates.forEach(({ control }) => control?.resume()),
  };
}
