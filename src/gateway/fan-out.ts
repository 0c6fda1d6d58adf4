import type { WorkerRequest } from "../workers/index.ts";
import type { Candidate } from "./candidate.ts";
import { toMessages, type ChatRequest } from "./chat-request.ts";
import type { Agreement } from "./find-consensus.ts";
import type { GatewayContext } from "./context.ts";
import { Race } from "./race.ts";

/** The pool's limit is a little later than ours, so that at the deadline it is ours that decides what is used. */
const GRACE_MS = 1000;

/** Hears of an answer while it comes. */
export interface FanOutSink {
  onChunk(uid: number, delta: string, seconds: number): void;
  /** Given when a worker's stream is decided on: lets a slow reader hold it back. */
  onCommit?(candidate: Candidate): void;
}

/**
 * Asks all candidates at once. With a preference the whole answers are awaited until the deadline, one is picked and handed
 * on; without one the first useful worker is handed on as it answers and the others are dropped. The signal drops all.
 * Rejects with an AssayError: `timeout`, `upstream` or `cancelled`.
 */
export async function fanOut(
  { pool, elapsed }: Pick<GatewayContext, "pool" | "elapsed">,
  candidates: readonly Candidate[],
  request: ChatRequest,
  sink: FanOutSink,
  signal: AbortSignal,
): Promise<{ winner: Candidate; agreement: Agreement | undefined }> {
  const startedAt = elapsed();
  const seconds = () => Math.round((elapsed() - startedAt) * 1000) / 1_000_000;
  const timeoutMs = request.timeout * 1000;
  const asked: WorkerRequest = { endpoint: "chat", body: { messages: toMessages(request), stream: true } };
  const race = new Race(candidates, {
    preference: request.prefer,
    onCommit(winner) {
      for (const other of candidates) if (other !== winner) other.drop();
      sink.onCommit?.(winner);
    },
    onChunk: ({ worker, chunks, timings }, position) => sink.onChunk(worker.uid, chunks[position] ?? "", timings[position] ?? 0),
  });
  const leave = () => race.end("cancelled", "The caller left");
  const deadline = setTimeout(() => race.end("timeout", `The request timed out after ${request.timeout} s`), timeoutMs);
  signal.addEventListener("abort", leave, { once: true });
  try {
    if (signal.aborted) leave();
    else for (const candidate of candidates) void candidate.ask(pool, asked, timeoutMs + GRACE_MS, seconds, (one) => race.changed(one));
    const winner = await race.result;
    return { winner, agreement: race.agreement };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", leave);
    for (const candidate of candidates) candidate.drop();
  }
}
