import type { WorkerRequest } from "../workers/index.ts";
import type { AskedPool } from "./account.ts";
import { Candidate } from "./candidate.ts";
import type { FanOutSink } from "./fan-out-sink.ts";

interface RescueInput {
  /** Whose answer broke off, after it was begun to be handed on. */
  broken: Candidate;
  candidates: readonly Candidate[];
  request: WorkerRequest;
  timeoutMs: number;
  seconds(): number;
  signal: AbortSignal;
  /** Takes over the candidate that is asked now. */
  onAsked(candidate: Candidate): void;
}

/**
 * Ends an answer that its worker broke off by one of its siblings, asked anew: only where its own text begins with all that was
 * sent. It is dropped at the first character that differs. Undefined: nobody agreed, or one went on and broke off too.
 */
export async function rescueAnswer(pool: Pick<AskedPool, "stream">, input: RescueInput, sink: FanOutSink): Promise<Candidate | undefined> {
  const { broken, candidates, signal, onAsked } = input;
  for (const { worker, probability, hasOwnFault } of candidates) {
    if (worker.uid === broken.worker.uid || hasOwnFault || signal.aborted) continue;
    const sibling = new Candidate({ worker, probability });
    onAsked(sibling);
    const went = await follow(pool, input, sibling, sink);
    if (went !== "apart") return went === "whole" ? sibling : undefined;
  }
  return undefined;
}

/** whole: it went all the way. broken: it went on and failed. apart: it says something else, or nothing. */
async function follow(
  pool: Pick<AskedPool, "stream">,
  { broken: { text: sent }, request, timeoutMs, seconds, signal }: RescueInput,
  sibling: Candidate,
  sink: FanOutSink,
): Promise<"whole" | "broken" | "apart"> {
  let handedOn = sent.length;
  const drop = () => sibling.drop();
  signal.addEventListener("abort", drop, { once: true });
  await sibling.ask(pool, request, timeoutMs, seconds, ({ text, control }) => {
    const isBehind = text.length <= sent.length;
    if (isBehind ? !sent.startsWith(text) : !text.startsWith(sent)) return sibling.drop();
    if (text.length <= handedOn) return;
    if (handedOn === sent.length && control) sink.onCommit?.(sibling);
    sink.onChunk(sibling.worker.uid, text.slice(handedOn), seconds());
    handedOn = text.length;
  });
  signal.removeEventListener("abort", drop);
  if (sibling.state === "whole" && sibling.text.startsWith(sent)) return "whole";
  return handedOn > sent.length ? "broken" : "apart";
}
