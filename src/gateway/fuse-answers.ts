import { AssayError } from "../lib/errors.ts";
import { WorkerFault } from "../workers/index.ts";
import { Candidate } from "./candidate.ts";
import type { GatewayContext } from "./context.ts";
import { fusePrompt, supportOf } from "./ensembles/index.ts";
import type { FanOutSink } from "./fan-out-sink.ts";
import { withFallback, type TrustedTask } from "./judge-answers.ts";
import { setUselessAside } from "./pick-answer.ts";
import { publicMessage } from "./public-message.ts";
import { toAnswers, type Settled } from "./settle-answers.ts";

const MAX_DRAFTS = 8;

interface FuseTask extends TrustedTask {
  /** Seconds from the start of the request. */
  seconds(): number;
  /** Until the deadline; ours comes first. */
  timeoutMs: number;
  /** Hears of the answer while it is written; undefined: wanted when it is whole. */
  live: FanOutSink | undefined;
}

/**
 * Lets a trusted worker write one answer out of the drafts, and hands it on as it is written. Where it fails, refuses or is not in
 * time before its first word, what stood before stands, with the reason. Rejects with an AssayError when it breaks off after it.
 */
export async function fuseAnswers({ pool, cleaning }: Pick<GatewayContext, "pool" | "cleaning">, task: FuseTask): Promise<Settled> {
  const { conversation, whole, settled, trusted, signal, asked } = task;
  const body = { messages: fusePrompt(conversation, draftsOf(whole)), stream: true };
  let reason = "";
  for (const worker of trusted) {
    if (signal.aborted) break;
    const writer = new Candidate({ worker, probability: 1 }, cleaning);
    const stop = () => writer.drop();
    signal.addEventListener("abort", stop, { once: true });
    const follow = createFollower(writer, task.live);
    await writer.ask(pool, { endpoint: "chat", body }, task.timeoutMs, task.seconds, follow.changed);
    signal.removeEventListener("abort", stop);
    const { usage, failure } = writer;
    const outcome = writer.state === "whole" ? "ok" : failure instanceof WorkerFault ? failure.fault : "internal";
    asked.push({
      uid: worker.uid,
      name: worker.name,
      probability: 1,
      part: "aggregator",
      outcome,
      promptTokens: usage?.promptTokens ?? null,
      completionTokens: usage?.completionTokens ?? null,
    });
    if (writer.state === "whole" && writer.isUseful) {
      return { winner: writer, agreement: { ...supportOf(toAnswers(whole), writer.text), method: "synthesis" } };
    }
    if (follow.hasBegun) throw brokenOff(writer, signal);
    reason = writer.state === "whole" ? "The aggregator gave no useful answer." : `The aggregator failed: ${publicMessage(failure)}`;
  }
  return withFallback(settled, signal.aborted ? "The aggregator did not answer in time." : reason);
}

/** The different drafts, those of the highest incentive first. */
function draftsOf(whole: readonly Candidate[]): string[] {
  const byIncentive = setUselessAside(whole).toSorted((a, b) => b.worker.incentive.value - a.worker.incentive.value);
  return [...new Set(byIncentive.map(({ text }) => text.trim()))].slice(0, MAX_DRAFTS);
}

/** Hands on the chunks of an answer from its first useful word on. */
function createFollower(writer: Candidate, live: FanOutSink | undefined) {
  let handedOn = 0;
  const follower = {
    hasBegun: false,
    changed() {
      if (!live || !writer.isUseful || (writer.state === "failed" && !follower.hasBegun)) return;
      if (!follower.hasBegun) live.onCommit?.(writer);
      follower.hasBegun = true;
      for (; handedOn < writer.chunks.length; handedOn++) {
        live.onChunk(writer.worker.uid, writer.chunks[handedOn] ?? "", writer.timings[handedOn] ?? 0);
      }
    },
  };
  return follower;
}

/** The reason of the signal is an AssayError. */
function brokenOff({ failure }: Candidate, signal: AbortSignal): AssayError {
  if (signal.aborted) return signal.reason as AssayError;
  return new AssayError("upstream", `The worker broke off in the middle of its answer: ${publicMessage(failure)}`, { cause: failure });
}
