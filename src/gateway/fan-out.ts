import { AssayError } from "../lib/errors.ts";
import type { WorkerSnapshot } from "../workers/index.ts";
import { askTrusted } from "./ask-trusted.ts";
import type { Candidate } from "./candidate.ts";
import { toMessages, toPrompt, type ChatRequest } from "./chat-request.ts";
import type { GatewayContext } from "./context.ts";
import type { FanOutSink } from "./fan-out-sink.ts";
import { handOn } from "./hand-on.ts";
import { Race } from "./race.ts";
import { rescueAnswer } from "./rescue-answer.ts";
import type { AskedWorker } from "./request-record.ts";
import type { Agreement } from "./settle-answers.ts";

/** The pool's limit is a little later than ours, so that at the deadline it is ours that decides what is used. */
const GRACE_MS = 1000;
/** Of the time, that a stream which was begun may be silent: then a sibling still has time to end it. */
const SHARE_FOR_SILENCE = 0.5;
const LONGEST_SILENCE_MS = 30_000;
/** Of the time, when a trusted worker comes after: then whole answers that are there are used, or the first that comes. */
const SHARE_FOR_ANSWERS = 0.6;

export interface FanOutInput {
  request: ChatRequest;
  candidates: readonly Candidate[];
  /** Who judges or writes the answer, where the request wants that. */
  trusted: readonly WorkerSnapshot[];
  seed: number;
  /** Drops all. */
  signal: AbortSignal;
  /** Collects the trusted workers that were asked. */
  asked: AskedWorker[];
  /** Hears of a candidate that is asked once more, for the rest of an answer that was broken off. */
  onRescue(candidate: Candidate): void;
}

/**
 * Asks all candidates at once. With a preference the whole answers are awaited until the deadline, one is picked and handed
 * on; without one the first useful worker is handed on as it answers and the others are dropped. With `judge` or `synthesize` a
 * trusted worker has the last word. Rejects with an AssayError: `timeout`, `upstream` or `cancelled`.
 */
export async function fanOut(
  { pool, elapsed, cleaning }: Pick<GatewayContext, "pool" | "elapsed" | "cleaning">,
  { request, candidates, trusted, seed, signal, asked, onRescue }: FanOutInput,
  sink: FanOutSink,
): Promise<{ winner: Candidate; agreement: Agreement | undefined }> {
  const startedAt = elapsed();
  const seconds = () => Math.round((elapsed() - startedAt) * 1000) / 1_000_000;
  const timeoutMs = request.timeout * 1000;
  const idleTimeoutMs = candidates.length > 1 ? Math.min(LONGEST_SILENCE_MS, SHARE_FOR_SILENCE * timeoutMs) : undefined;
  const isLast = trusted.length === 0;
  const race = new Race(candidates, {
    preference: request.prefer,
    isPatient: !isLast,
    onCommit(winner) {
      for (const other of candidates) if (other !== winner) other.drop();
      if (isLast) sink.onCommit?.(winner);
    },
    onChunk: (winner, position) => isLast && handOn(winner, position, sink),
  });
  const over = new AbortController();
  const end = (code: "cancelled" | "timeout", reason: string) => {
    race.end(code, reason);
    over.abort(new AssayError(code, `${reason}; the answer is cut short.`));
  };
  const leave = () => end("cancelled", "The caller left");
  const hurry = isLast ? undefined : setTimeout(() => race.hurry(), SHARE_FOR_ANSWERS * timeoutMs);
  const deadline = setTimeout(() => end("timeout", `The request timed out after ${request.timeout} s`), timeoutMs);
  signal.addEventListener("abort", leave, { once: true });
  try {
    const prompt = toPrompt(request);
    if (signal.aborted) leave();
    else
      for (const candidate of candidates)
        void candidate.ask(pool, prompt, timeoutMs + GRACE_MS, seconds, (one) => race.changed(one), idleTimeoutMs);
    const winner = await race.result.catch(async (error: unknown) => {
      const broken = race.committed;
      if (!broken?.hasOwnFault || !isLast || request.prefer !== undefined) throw error;
      const rescue = {
        broken,
        candidates,
        request: prompt,
        timeoutMs: timeoutMs + GRACE_MS,
        seconds,
        signal: over.signal,
        onAsked: onRescue,
      };
      const rescuer = await rescueAnswer(pool, rescue, sink);
      if (rescuer) return rescuer;
      throw over.signal.aborted ? over.signal.reason : error;
    });
    const { agreement } = race;
    if (isLast || !agreement) return { winner, agreement };
    const whole = candidates.filter(({ state }) => state === "whole");
    const settled = { winner, agreement };
    const conversation = toMessages(request);
    const time = { seconds, timeoutMs: timeoutMs + GRACE_MS, signal: over.signal, callerSignal: signal };
    return await askTrusted({ pool, cleaning }, request, { conversation, whole, settled, trusted, seed, asked, ...time }, sink);
  } finally {
    clearTimeout(hurry);
    clearTimeout(deadline);
    signal.removeEventListener("abort", leave);
    for (const candidate of candidates) candidate.drop();
  }
}
