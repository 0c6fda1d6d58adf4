import { AssayError } from "../../lib/errors.ts";
import { chooseWorkers, costOfUsage, filterWorkers, WorkerFault, type TokenUsage, type WorkerSnapshot } from "../../workers/index.ts";
import { answers } from "../answers.ts";
import type { Completion } from "../completion.ts";
import type { GatewayContext } from "../context.ts";
import { isDecided } from "../ensembles/index.ts";
import { pickFailure } from "../pick-failure.ts";
import { recordCompletion } from "../record-completion.ts";
import type { AskedWorker } from "../request-record.ts";
import { settleAnswers, toAnswers, type Agreement } from "../settle-answers.ts";
import { refuseMeaningless } from "./best-of.ts";

/** A whole answer of one of several workers. */
export interface WholeAnswer {
  text: string;
  usage: TokenUsage | null;
}

/** The answer that most of several workers agree on. */
export interface BestOf<T extends WholeAnswer> {
  worker: WorkerSnapshot;
  /** Its own, with the usage of all answers together: those that were dropped are not in it, because nobody says what they used. */
  value: T;
  /** Of all answers together, in micro-units of the account currency; undefined: no worker said what it used. */
  cost: number | undefined;
  /** Everybody who was asked, those of the highest incentive first. */
  asked: readonly AskedWorker[];
  agreement: Agreement;
}

interface BestOfInput<T> {
  completion: Completion;
  count: number;
  isStream: boolean;
  ask(worker: WorkerSnapshot, signal: AbortSignal): Promise<T>;
}

/**
 * Asks the `count` workers of the highest incentive at once and settles between their answers by consensus; those that cannot
 * change it any more are dropped. Rejects with `invalid_input` (a parameter that makes no sense here), `no_workers`, or the most
 * telling failure when nobody answers.
 */
export async function askBestOf<T extends WholeAnswer>(context: GatewayContext, input: BestOfInput<T>): Promise<BestOf<T>> {
  const { completion, count, isStream } = input;
  refuseMeaningless(completion.model, completion.request.body);
  const seed = context.nextSeed();
  const contestants = filterWorkers(context.pool.list().filter(answers("chat")), {});
  const chosen = chooseWorkers(contestants, { mode: "top_incentive", k: count, seed });
  if (chosen.length === 0) {
    throw new AssayError("no_workers", `No worker can be asked for ${JSON.stringify(completion.model)} now.`, { isRetryable: true });
  }
  const asked = chosen.map(({ worker: { uid, name }, probability }): AskedWorker => ({ uid, name, probability, outcome: "dropped" }));
  const facts = { completion, seed, route: { contestants }, asked, isStream, k: count };
  return recordCompletion(
    context,
    facts,
    collect(
      context,
      input,
      chosen.map(({ worker }) => worker),
      asked,
    ),
  );
}

async function collect<T extends WholeAnswer>(
  { cleaning, cover }: GatewayContext,
  { completion: { signal, request }, ask }: BestOfInput<T>,
  workers: readonly WorkerSnapshot[],
  asked: readonly AskedWorker[],
): Promise<BestOf<T>> {
  const whole: Whole<T>[] = [];
  const failures: unknown[] = [];
  const open = new Set(workers);
  const enough = new AbortController();
  const own = AbortSignal.any([signal, enough.signal]);
  await cover(workers, request);
  await Promise.all(
    workers.map(async (worker, position) => {
      const entry = asked[position];
      try {
        const value = await ask(worker, own);
        // Whoever ends when all is decided was not needed.
        if (enough.signal.aborted) return;
        whole.push({ worker, value, text: value.text, isUseful: cleaning.isUseful(value.text) });
        if (entry) Object.assign(entry, { outcome: "ok", ...value.usage });
      } catch (error) {
        if (enough.signal.aborted) return;
        failures.push(error);
        if (entry) entry.outcome = error instanceof WorkerFault ? error.fault : "internal";
      } finally {
        open.delete(worker);
      }
      const useful = whole.filter((one) => one.isUseful);
      if (open.size > 0 && isDecided(toAnswers(useful), [...open].map(toVoter))) enough.abort();
    }),
  );
  const settled = settleAnswers(whole, "best");
  if (!settled) throw pickFailure(failures);
  const { worker, value } = settled.winner;
  return { worker, value: { ...value, usage: sumOf(whole) }, cost: costOf(whole), asked, agreement: settled.agreement };
}

interface Whole<T> {
  worker: WorkerSnapshot;
  value: T;
  text: string;
  isUseful: boolean;
}

function toVoter({ uid, owner, incentive }: WorkerSnapshot) {
  return { uid, owner, weight: incentive.value };
}

function sumOf(whole: readonly { value: WholeAnswer }[]): TokenUsage | null {
  const used = whole.flatMap(({ value }) => value.usage ?? []);
  if (used.length === 0) return null;
  return {
    promptTokens: used.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    completionTokens: used.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
  };
}

function costOf(whole: readonly { worker: WorkerSnapshot; value: WholeAnswer }[]): number | undefined {
  const costs = whole.flatMap(({ worker, value }) => (value.usage ? [costOfUsage(worker, value.usage)] : []));
  return costs.length === 0 ? undefined : costs.reduce((sum, cost) => sum + cost, 0);
}
