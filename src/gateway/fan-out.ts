import { messageOf } from "../lib/errors.ts";
import { chooseWorkers, type WorkerRequest, type WorkerSnapshot } from "../workers/index.ts";
import { Candidate } from "./candidate.ts";
import { toMessages, type ChatRequest } from "./chat-request.ts";
import { isUseful } from "./clean-answer.ts";
import type { GatewayContext } from "./context.ts";
import { pickAnswer, type Preference } from "./pick-answer.ts";

/** Enough of a text to tell a refusal from an answer. */
const TELLING_CHARACTERS = 24;

/** The one answer of a fan-out. */
export interface FanOutResult {
  uid: number;
  chunks: string[];
  timings: number[];
  text: string;
}

/** Hears of an answer while it comes. */
export interface FanOutSink {
  onDelta(uid: number, delta: string, seconds: number): void;
  /** Given when a worker's stream is chosen: lets a slow reader hold it back. */
  onCommit?(candidate: Candidate): void;
}

/** Why there is no whole answer; `message` is for the caller. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** The workers that a request asks. */
export function workersFor({ pool, nextSeed }: GatewayContext, request: ChatRequest): WorkerSnapshot[] {
  const chosen = chooseWorkers(pool.list(), {
    mode: request.sampling_mode,
    k: request.k,
    seed: nextSeed(),
    exclude: [...request.exclude, ...request.excluded_uids.map(String)],
    uids: request.uid_list,
  });
  return chosen.map(({ worker }) => worker);
}

/**
 * Asks all workers at once. With a preference the whole answers are awaited until the deadline, one is picked and handed on;
 * without one the first useful worker is handed on as it answers and the others are dropped. The signal drops all of them.
 * Rejects with NoAnswer.
 */
export async function fanOut(
  context: GatewayContext,
  workers: readonly WorkerSnapshot[],
  request: ChatRequest,
  sink: FanOutSink,
  signal: AbortSignal,
): Promise<FanOutResult> {
  const startedAt = context.elapsed();
  const seconds = () => (context.elapsed() - startedAt) / 1000;
  const timeoutMs = request.timeout * 1000;
  const asked: WorkerRequest = { endpoint: "chat", body: { messages: toMessages(request), stream: true } };
  const candidates = workers.map((worker) => new Candidate(worker));
  const race = new Race(candidates, sink, request.prefer);
  const drop = () => race.end("The caller left.");
  const deadline = setTimeout(() => race.end(`timed out after ${request.timeout} s`), timeoutMs);
  signal.addEventListener("abort", drop, { once: true });
  try {
    if (signal.aborted) drop();
    // The pool's own limit is a little later, so that at the deadline it is this one that decides what is used.
    for (const candidate of candidates)
      void candidate.ask(context.pool, asked, timeoutMs + 1000, seconds, (changed) => race.changed(changed));
    return await race.result;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", drop);
    for (const candidate of candidates) candidate.drop();
  }
}

class Race {
  readonly #candidates: readonly Candidate[];
  readonly #sink: FanOutSink;
  readonly #preference: Preference | undefined;
  readonly #outcome = Promise.withResolvers<FanOutResult>();
  #committed: Candidate | undefined;
  #sent = 0;

  constructor(candidates: readonly Candidate[], sink: FanOutSink, preference: Preference | undefined) {
    this.#candidates = candidates;
    this.#sink = sink;
    this.#preference = preference;
  }

  get result(): Promise<FanOutResult> {
    return this.#outcome.promise;
  }

  changed(candidate: Candidate): void {
    if (this.#preference === undefined) this.#committed ??= this.#firstUseful();
    if (this.#committed) {
      if (candidate === this.#committed || this.#sent === 0) this.#follow(this.#committed);
    } else if (this.#candidates.every(({ state }) => state !== "open")) this.#decide("no worker gave an answer");
  }

  /** Uses what is there. */
  end(reason: string): void {
    if (this.#committed) this.#outcome.reject(new NoAnswer(`${reason}; the answer is cut short`));
    else this.#decide(reason);
  }

  /** The first that is telling and useful; when nobody else is left, whoever has said anything. */
  #firstUseful(): Candidate | undefined {
    const speaking = this.#candidates.filter(({ text, state }) => text !== "" && state !== "failed");
    const telling = speaking.find(({ text, state }) => (text.length >= TELLING_CHARACTERS || state === "whole") && isUseful(text));
    const left = this.#candidates.filter(({ state }) => state !== "failed");
    return telling ?? (left.length === 1 ? speaking[0] : undefined);
  }

  #follow(candidate: Candidate): void {
    if (this.#sent === 0) {
      for (const other of this.#candidates) if (other !== candidate) other.drop();
      this.#sink.onCommit?.(candidate);
    }
    for (; this.#sent < candidate.chunks.length; this.#sent++) {
      this.#sink.onDelta(candidate.worker.uid, candidate.chunks[this.#sent] ?? "", candidate.timings[this.#sent] ?? 0);
    }
    if (candidate.state === "whole") this.#outcome.resolve(toResult(candidate));
    if (candidate.state === "failed")
      this.#outcome.reject(new NoAnswer(`the worker failed in the middle of its answer: ${messageOf(candidate.failure)}`));
  }

  #decide(reason: string): void {
    const whole = this.#candidates.filter(({ state }) => state === "whole");
    const winner = pickAnswer(whole, this.#preference ?? "longest");
    if (!winner) return this.#outcome.reject(new NoAnswer(describeFailures(reason, this.#candidates)));
    this.#committed = winner;
    this.#follow(winner);
    // An empty answer has no chunk that would have resolved it.
    this.#outcome.resolve(toResult(winner));
  }
}

function toResult({ worker, chunks, timings, text }: Candidate): FanOutResult {
  return { uid: worker.uid, chunks, timings, text };
}

function describeFailures(reason: string, candidates: readonly Candidate[]): string {
  const failures = candidates.flatMap(({ state, failure }) => (state === "failed" ? [messageOf(failure)] : []));
  return failures.length === 0 ? reason : `${reason}: ${[...new Set(failures)].slice(0, 3).join(" ")}`;
}
