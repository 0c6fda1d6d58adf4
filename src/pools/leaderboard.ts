import type { RunStanding } from "../evals/index.ts";
import { rankWorkers } from "../stats/index.ts";
import type { Entry } from "./pool.ts";
import { compareStandings, isEligible, type Standing } from "./rank-entries.ts";

const ALPHA = 0.05;

/** An entry as its pool shows it. */
export interface PoolRow {
  entry: string;
  participant: string;
  model: string;
  worker: string;
  uid: number;
  correct: number;
  answered: number;
  /** Answers that failed, after all tries: neither right nor wrong. */
  failed: number;
  total: number;
  /** correct / total: what ranks; null before anything was answered. */
  score: number | null;
  /** 95 % interval of the score over the answered questions. */
  low: number | null;
  high: number | null;
  /** Share of the questions that are answered, 0 to 1. */
  progress: number;
  /** The place that counts at settlement; null for an entry that is not eligible (yet). */
  place: number | null;
  /** The ranks that the evidence leaves possible. */
  rankBest: number;
  rankWorst: number;
  /** Neighbours that are not told apart share a bracket. */
  bracket: number;
  joinedAt: string;
  entriesOfParticipant: number;
}

export interface PoolLeaderboard {
  documents: number;
  rows: PoolRow[];
}

export interface JudgedEntry {
  entry: Entry & { worker: string };
  /** Null: its evaluation has not begun. */
  standing: RunStanding | null;
}

/**
 * Ranks the entries of a pool. Who has answered everything comes first, by correct/total; then the unfinished, by their progress so far: what
 * is not finished is never above what is. Which neighbours the questions tell apart is decided by exact paired tests over
 * the finished entries (Holm over all pairs).
 */
export function rankPool(judged: readonly JudgedEntry[]): PoolLeaderboard {
  const documents = Math.max(0, ...judged.map(({ standing }) => standing?.documents ?? 0));
  const outcomes = new Map(
    judged.map(({ entry, standing }) => [entry.id, standing?.outcomes ?? new Float32Array(documents).fill(Number.NaN)]),
  );
  const finished = judged.filter((one) => isEligible(toStanding(one)));
  const tested = rankWorkers(
    finished.map(({ entry }) => ({ name: entry.id, outcomes: outcomes.get(entry.id) ?? new Float32Array(documents) })),
    { alpha: ALPHA, method: "exact" },
  );
  const order = judged.toSorted((a, b) => compareJudged(a, b));
  let bracket = 0;
  const rows = order.map((one, index): PoolRow => {
    const { entry, standing } = one;
    const place = finished.includes(one) ? index + 1 : null;
    const ranked = tested.find(({ name }) => name === entry.id);
    const isTold = index === 0 || place === null || isTellable(tested, order[index - 1]?.entry.id, entry.id);
    if (isTold) bracket += 1;
    const { correct, answered, total } = toStanding(one);
    return {
      entry: entry.id,
      participant: entry.participant,
      model: entry.model,
      worker: entry.worker,
      uid: entry.workerUid,
      correct,
      answered,
      failed: standing?.failed ?? 0,
      total,
      place,
      bracket,
      score: total === 0 || answered === 0 ? null : correct / total,
      low: ranked?.low ?? null,
      high: ranked?.high ?? null,
      progress: total === 0 ? 0 : answered / total,
      rankBest: ranked?.rankBest ?? finished.length + 1,
      rankWorst: ranked ? ranked.rankWorst : judged.length,
      joinedAt: entry.joinedAt.toISOString(),
      entriesOfParticipant: judged.filter((other) => other.entry.participant === entry.participant).length,
    };
  });
  return { documents, rows };
}

export function toStanding({ entry, standing }: JudgedEntry): Standing {
  return {
    id: entry.id,
    correct: standing?.correct ?? 0,
    answered: standing?.answered ?? 0,
    total: standing?.documents ?? 0,
    joinedAt: entry.joinedAt,
  };
}

function compareJudged(a: JudgedEntry, b: JudgedEntry): number {
  const [first, second] = [toStanding(a), toStanding(b)];
  const [isFirst, isSecond] = [isEligible(first), isEligible(second)];
  if (isFirst !== isSecond) return isFirst ? -1 : 1;
  if (isFirst) return compareStandings(first, second);
  return second.answered - first.answered || compareStandings({ ...first, total: 1 }, { ...second, total: 1 });
}

function isTellable(tested: ReturnType<typeof rankWorkers>, better: string | undefined, worse: string): boolean {
  return tested.find(({ name }) => name === better)?.pairs.find(({ other }) => other === worse)?.resolved ?? true;
}
