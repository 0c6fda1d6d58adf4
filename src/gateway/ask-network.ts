import { AssayError } from "../lib/errors.ts";
import { chooseWorkers, filterWorkers, WorkerFault, type TokenUsage } from "../workers/index.ts";
import { answers } from "./answers.ts";
import { Candidate } from "./candidate.ts";
import type { ChatRequest } from "./chat-request.ts";
import type { GatewayContext } from "./context.ts";
import { fanOut, type FanOutSink } from "./fan-out.ts";
import type { Agreement } from "./find-consensus.ts";
import type { AskedWorker } from "./request-record.ts";
import { toContestants } from "./to-contestants.ts";

interface NetworkInput {
  request: ChatRequest;
  /** Name of the caller's key. */
  caller: string;
  /** Aborts every call. */
  signal: AbortSignal;
}

export interface NetworkSink extends FanOutSink {
  /** Hears whom the request is put to, before anything else: all that can be asked, where those are fewer than k. */
  onAsked?(uids: number[]): void;
}

/** The one answer of k workers. */
export interface NetworkAnswer {
  uid: number;
  chunks: string[];
  /** Seconds from the start of the request, a chunk each. */
  timings: number[];
  text: string;
  /** With the preference `best`: how much the workers agree. */
  agreement: Agreement | undefined;
}

/** Puts a request to k workers and gives the one answer. Rejects with `no_workers`, `timeout`, `upstream` or `cancelled`. */
export async function askNetwork(
  context: GatewayContext,
  { request, caller, signal }: NetworkInput,
  sink: NetworkSink,
): Promise<NetworkAnswer> {
  const { pool, now, elapsed, record } = context;
  const receivedAt = now();
  const startedAt = elapsed();
  const seed = context.nextSeed();
  const { contestants, candidates } = choose(context, request, seed);
  let firstTokenMs: number | null = null;
  const onChunk: FanOutSink["onChunk"] = (uid, delta, seconds) => {
    firstTokenMs ??= elapsed() - startedAt;
    sink.onChunk(uid, delta, seconds);
  };
  const finish = (outcome: string, winner: Candidate | null) => {
    const used = candidates.flatMap(({ usage }) => usage ?? []);
    record({
      receivedAt,
      caller,
      surface: "chat",
      askedFor: request.sampling_mode,
      isStream: request.stream,
      k: request.k,
      seed,
      contestants: toContestants(contestants),
      asked: candidates.map((one) => toAsked(one, outcome)),
      winnerUid: winner?.worker.uid ?? null,
      outcome,
      promptTokens: sum(used, "promptTokens"),
      completionTokens: sum(used, "completionTokens"),
      firstTokenMs: request.stream ? firstTokenMs : null,
      durationMs: elapsed() - startedAt,
    });
  };
  sink.onAsked?.(candidates.map(({ worker }) => worker.uid));
  try {
    const { winner, agreement } = await fanOut({ pool, elapsed }, candidates, request, { ...sink, onChunk }, signal);
    finish("ok", winner);
    return { uid: winner.worker.uid, chunks: winner.chunks, timings: winner.timings, text: winner.text, agreement };
  } catch (error) {
    finish(error instanceof AssayError ? error.code : "internal", null);
    throw error;
  }
}

function choose({ pool }: GatewayContext, request: ChatRequest, seed: number) {
  const filter = {
    exclude: [...request.exclude, ...request.excluded_uids.map(String)],
    uids: request.uid_list ?? undefined,
    roles: request.worker_roles,
    model: request.model ?? undefined,
    servingOnly: request.serving_only,
  };
  const contestants = filterWorkers(pool.list().filter(answers("chat")), filter);
  const { sampling_mode: mode, k, unique_owner: uniqueOwner, unique_address: uniqueAddress } = request;
  const chosen = chooseWorkers(contestants, { ...filter, mode, k, seed, uniqueOwner, uniqueAddress });
  if (chosen.length > 0) return { contestants, candidates: chosen.map((one) => new Candidate(one)) };
  throw new AssayError("no_workers", "No worker is left to ask: none is registered, or the request leaves all of them out.");
}

function toAsked(one: Candidate, outcome: string): AskedWorker {
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

function sum(used: readonly TokenUsage[], what: keyof TokenUsage): number | null {
  return used.length === 0 ? null : used.reduce((total, usage) => total + usage[what], 0);
}
