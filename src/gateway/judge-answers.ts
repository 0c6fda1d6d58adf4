import { WorkerFault, type WorkerSnapshot } from "../workers/index.ts";
import type { Candidate } from "./candidate.ts";
import type { GatewayContext } from "./context.ts";
import { agreedJudgement, judgeOrders, judgePrompt, supportOf, type PromptMessage } from "./ensembles/index.ts";
import { pickContenders } from "./pick-contenders.ts";
import { publicMessage } from "./public-message.ts";
import type { AskedWorker } from "./request-record.ts";
import { toAnswers, type Settled } from "./settle-answers.ts";

const MAX_CONTENDERS = 4;

/** What a trusted worker is to do with whole answers. */
export interface TrustedTask {
  conversation: readonly PromptMessage[];
  whole: readonly Candidate[];
  /** What stands without it. */
  settled: Settled;
  /** Tried one after another. */
  trusted: readonly WorkerSnapshot[];
  seed: number;
  /** The deadline, or the caller left. */
  signal: AbortSignal;
  /** Collects who was asked. */
  asked: AskedWorker[];
}

/**
 * Lets a trusted worker choose between up to four different answers, twice, each time in another order: what it chooses
 * both times stands, and else what stood before, with the reason. Where all say the same nobody is asked. Never rejects.
 */
export async function judgeAnswers({ pool }: Pick<GatewayContext, "pool">, task: TrustedTask): Promise<Settled> {
  const { conversation, whole, settled, trusted, seed, signal, asked } = task;
  const contenders = pickContenders(whole, settled.winner, MAX_CONTENDERS);
  if (contenders.length < 2) return settled;
  const orders = judgeOrders(contenders.length, seed);
  let reason = "";
  for (const judge of trusted) {
    const entry = { uid: judge.uid, name: judge.name, probability: 1, part: "judge", outcome: "ok" } satisfies AskedWorker;
    const failing = new AbortController();
    const options = { signal: AbortSignal.any([signal, failing.signal]) };
    const replies = await Promise.all(
      orders.map(async (order) => {
        const texts = order.map((position) => contenders[position]?.text ?? "");
        const body = { messages: judgePrompt(conversation, texts) };
        return pool.ask(judge.uid, { endpoint: "chat", body }, options);
      }),
    ).catch((error: unknown) => {
      // One order alone says nothing.
      failing.abort();
      entry.outcome = error instanceof WorkerFault ? error.fault : "internal";
      reason = signal.aborted ? "The judge did not answer in time." : `The judge failed: ${publicMessage(error)}`;
    });
    if (!replies) {
      asked.push(entry);
      if (signal.aborted) break;
      continue;
    }
    const [first, second] = replies;
    asked.push({
      ...entry,
      promptTokens: sumOf(replies.map(({ usage }) => usage?.promptTokens)),
      completionTokens: sumOf(replies.map(({ usage }) => usage?.completionTokens)),
    });
    const winner = contenders[agreedJudgement([first?.text ?? "", second?.text ?? ""], orders) ?? -1];
    if (!winner) return withFallback(settled, "The judge did not choose the same answer in both orders.");
    return { winner, agreement: { ...supportOf(toAnswers(whole), winner.text), method: "judge", judge_uid: judge.uid } };
  }
  return withFallback(settled, reason);
}

/** What stood before, and why it still does. */
export function withFallback({ winner, agreement }: Settled, fallback: string): Settled {
  return { winner, agreement: { ...agreement, fallback } };
}

function sumOf(counts: readonly (number | undefined)[]): number | null {
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}
