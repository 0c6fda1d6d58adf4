import type { ChatRequest } from "./chat-request.ts";
import type { GatewayContext } from "./context.ts";
import type { FanOutSink } from "./fan-out-sink.ts";
import { fuseAnswers } from "./fuse-answers.ts";
import { handOn } from "./hand-on.ts";
import { judgeAnswers, type TrustedTask } from "./judge-answers.ts";
import type { Settled } from "./settle-answers.ts";

interface Timing {
  /** Seconds from the start of the request. */
  seconds(): number;
  timeoutMs: number;
}

/**
 * Lets a trusted worker judge whole answers or write one out of them, and hands on what comes of it: a synthesis while it is written,
 * else the chosen answer in its own chunks. Rejects with the reason of the task's signal, or like `fuseAnswers`.
 */
export async function askTrusted(
  context: Pick<GatewayContext, "pool" | "cleaning">,
  { judge, stream }: Pick<ChatRequest, "judge" | "stream">,
  task: TrustedTask & Timing & { callerSignal: AbortSignal },
  sink: FanOutSink,
): Promise<Settled> {
  const live = stream ? sink : undefined;
  const settled = judge ? await judgeAnswers(context, task) : await fuseAnswers(context, { ...task, live });
  if (task.callerSignal.aborted) throw task.signal.reason as Error;
  const wasLive = settled.agreement.method === "synthesis" && live !== undefined;
  if (!wasLive) for (const position of settled.winner.chunks.keys()) handOn(settled.winner, position, sink);
  return settled;
}
