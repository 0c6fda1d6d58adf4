import { AssayError } from "../lib/errors.ts";
import { chooseWorkers, filterWorkers } from "../workers/index.ts";
import { answers } from "./answers.ts";
import { Candidate } from "./candidate.ts";
import { toPrompt, type ChatRequest } from "./chat-request.ts";
import type { GatewayContext } from "./context.ts";
import { fanOut } from "./fan-out.ts";
import type { FanOutSink } from "./fan-out-sink.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Agreement } from "./settle-answers.ts";
import { toAsked } from "./to-asked.ts";
import { toContestants } from "./to-contestants.ts";
import { trustedWorkers } from "./trusted-workers.ts";

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
  /** With the preference `best` or `vote`: how much the workers agree, and how the answer was settled. */
  agreement: Agreement | undefined;
}

/** Puts a request to k workers and gives the one answer. Rejects with `no_workers`, `timeout`, `upstream` or `cancelled`. */
export async function askNetwork(
  context: GatewayContext,
  { request, caller, signal }: NetworkInput,
  sink: NetworkSink,
): Promise<NetworkAnswer> {
  const { now, elapsed, record } = context;
  const receivedAt = now();
  const startedAt = elapsed();
  const seed = context.nextSeed();
  const { contestants, candidates, trusted } = choose(context, request, seed);
  const helpers: AskedWorker[] = [];
  const rescuers: Candidate[] = [];
  let firstTokenMs: number | null = null;
  const onChunk: FanOutSink["onChunk"] = (uid, delta, seconds) => {
    firstTokenMs ??= elapsed() - startedAt;
    sink.onChunk(uid, delta, seconds);
  };
  const finish = (outcome: string, winner: Candidate | null) => {
    const asked = [...candidates, ...rescuers].map((one) => toAsked(one, outcome)).concat(helpers);
    record({
      receivedAt,
      caller,
      surface: "chat",
      askedFor: request.sampling_mode,
      isStream: request.stream,
      k: request.k,
      seed,
      contestants: toContestants(contestants),
      asked,
      winnerUid: winner?.worker.uid ?? null,
      outcome,
      promptTokens: sum(asked, "promptTokens"),
      completionTokens: sum(asked, "completionTokens"),
      firstTokenMs: request.stream ? firstTokenMs : null,
      durationMs: elapsed() - startedAt,
    });
  };
  try {
    // Before anybody is asked: all of them or nobody.
    const workers = candidates.map(({ worker }) => worker);
    await context.cover(workers, toPrompt(request));
    sink.onAsked?.(workers.map(({ uid }) => uid));
    const input = { request, candidates, trusted, seed, signal, asked: helpers, onRescue: (one: Candidate) => void rescuers.push(one) };
    const { winner, agreement } = await fanOut(context, input, { ...sink, onChunk });
    finish("ok", winner);
    return { uid: winner.worker.uid, chunks: winner.chunks, timings: winner.timings, text: winner.text, agreement };
  } catch (error) {
    finish(error instanceof AssayError ? error.code : "internal", null);
    throw error;
  }
}

const ROLES = { judge: "judge", synthesize: "aggregator" } as const;

function choose({ pool, cleaning }: GatewayContext, request: ChatRequest, seed: number) {
  const { exclude } = request;
  const excluded = new Set(request.excluded_uids);
  const everybody = pool.list().filter((worker) => answers("chat")(worker) && !excluded.has(worker.uid));
  const field = request.judge ? "judge" : "synthesize";
  const trusted = request.judge || request.synthesize ? trustedWorkers(everybody, { role: ROLES[field], field, exclude, seed }) : [];
  // Judges like their own answers best: who may judge this request does not answer it.
  const answering = request.judge ? everybody.filter(({ roles }) => !roles.includes(ROLES.judge)) : everybody;
  const filter = {
    exclude,
    uids: request.uid_list ?? undefined,
    roles: request.worker_roles,
    model: request.model ?? undefined,
    servingOnly: request.serving_only,
  };
  const contestants = filterWorkers(answering, filter);
  const { sampling_mode: mode, k, unique_owner: uniqueOwner, unique_address: uniqueAddress } = request;
  const chosen = chooseWorkers(contestants, { ...filter, mode, k, seed, uniqueOwner, uniqueAddress });
  if (chosen.length > 0) return { contestants, candidates: chosen.map((one) => new Candidate(one, cleaning)), trusted };
  throw new AssayError("no_workers", "No worker is left to ask: none is registered, or the request leaves all of them out.");
}

function sum(asked: readonly AskedWorker[], what: "promptTokens" | "completionTokens"): number | null {
  const known = asked.flatMap((one) => one[what] ?? []);
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
}
