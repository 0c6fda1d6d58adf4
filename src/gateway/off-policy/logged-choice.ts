import type { AskedWorker, RecordedContestant } from "../request-record.ts";

/** A record as far as it tells how a choice turned out. */
export interface LoggedRequest {
  askedFor: string;
  contestants: RecordedContestant[] | null;
  asked: AskedWorker[];
  promptTokens: number | null;
  completionTokens: number | null;
  firstTokenMs: number | null;
  durationMs: number;
}

/** A worker that was asked, with what came of it. */
export interface Arm {
  /** Position among the contestants. */
  at: number;
  /** The chance that it was asked. */
  chance: number;
  isOk: boolean;
  /** Of a good answer, where they are known. */
  firstTokenMs: number | null;
  durationMs: number | null;
  promptTokens: number | null;
  completionTokens: number | null;
}

/** A choice over several workers, and how those fared that it fell on. */
export interface LoggedChoice {
  contestants: readonly RecordedContestant[];
  arms: readonly Arm[];
}

/** Why a record says nothing about a choice. */
export type LeftOut = "no_choice" | "named" | "unseen";

const NOT_SEEN: ReadonlySet<string> = new Set(["dropped", "cancelled"]);
/** Not about the worker. */
const CALLERS: ReadonlySet<string> = new Set(["bad_request", "internal"]);

/**
 * What a record says about the workers that a choice fell on. Of workers asked one after another only the first was chosen; of
 * those asked at once all were.
 * @returns no_choice: there was nobody to choose between, or the network was not kept; named: the caller chose; unseen: what a
 * worker would have answered is not known (it was dropped, the caller left), or its failure was the caller's
 */
export function toLoggedChoice(request: LoggedRequest & { k: number }): LoggedChoice | LeftOut {
  const { contestants, askedFor, k } = request;
  if (contestants === null) return "no_choice";
  if (askedFor === "list") return "named";
  const answering = request.asked.filter(({ part }) => part === undefined);
  const chosen = k === 1 ? answering.slice(0, 1) : answering;
  if (chosen.length === 0) return "no_choice";
  if (chosen.some(({ outcome }) => NOT_SEEN.has(outcome) || CALLERS.has(outcome))) return "unseen";
  const isAlone = answering.length === 1;
  const arms = chosen.flatMap((one): Arm[] => {
    const at = contestants.findIndex(([uid]) => uid === one.uid);
    if (at === -1 || !(one.probability > 0)) return [];
    const isOk = one.outcome === "ok";
    const own = isAlone ? { ...request, ...withoutNulls(one) } : one;
    return [
      {
        at,
        chance: Math.min(1, one.probability),
        isOk,
        firstTokenMs: isOk ? (own.firstTokenMs ?? null) : null,
        durationMs: isOk ? (own.durationMs ?? null) : null,
        promptTokens: isOk ? (own.promptTokens ?? null) : null,
        completionTokens: isOk ? (own.completionTokens ?? null) : null,
      },
    ];
  });
  return arms.length === chosen.length ? { contestants, arms } : "no_choice";
}

/** Where one worker was asked, what the request took is what it took. */
function withoutNulls({ firstTokenMs, durationMs, promptTokens, completionTokens }: AskedWorker) {
  return Object.fromEntries(
    Object.entries({ firstTokenMs, durationMs, promptTokens, completionTokens }).filter(
      ([, value]) => value !== undefined && value !== null,
    ),
  );
}
