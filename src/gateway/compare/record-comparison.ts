import type { ChoiceMode, WorkerSnapshot } from "../../workers/index.ts";
import type { Candidate } from "../candidate.ts";
import type { RequestFacts } from "../request-record.ts";
import { toAsked } from "../to-asked.ts";
import { toContestants } from "../to-contestants.ts";

/** What came of a comparison: `ok` when one answer is whole, else an ErrorCode. */
export function outcomeOf(candidates: readonly Candidate[], { isGone, hasTimedOut }: { isGone: boolean; hasTimedOut: boolean }): string {
  if (isGone) return "cancelled";
  if (candidates.some(({ state }) => state === "whole")) return "ok";
  return hasTimedOut ? "timeout" : "upstream";
}

interface ComparisonFacts {
  receivedAt: Date;
  caller: string;
  mode: ChoiceMode;
  wanted: number;
  seed: number;
  contestants: readonly WorkerSnapshot[];
  candidates: readonly Candidate[];
  outcome: string;
  durationMs: number;
  winner: Candidate | undefined;
}

/** What is kept of a comparison, as of any request to the network. */
export function toRecord({ contestants, candidates, mode, wanted, winner, ...facts }: ComparisonFacts): RequestFacts {
  const used = candidates.flatMap(({ usage }) => usage ?? []);
  const firsts = candidates.flatMap(({ timings }) => timings[0] ?? []);
  return {
    ...facts,
    surface: "compare",
    askedFor: mode,
    isStream: true,
    k: wanted,
    contestants: mode === "list" ? null : toContestants(contestants),
    asked: candidates.map((one) => toAsked(one, facts.outcome)),
    winnerUid: winner?.worker.uid ?? null,
    promptTokens: used.length === 0 ? null : used.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    completionTokens: used.length === 0 ? null : used.reduce((sum, { completionTokens }) => sum + completionTokens, 0),
    firstTokenMs: firsts.length === 0 ? null : Math.min(...firsts) * 1000,
  };
}
