import { chancesFor, type ChoiceMode } from "../../workers/index.ts";
import type { RecordedContestant } from "../request-record.ts";

/** Ways to choose one worker that can be judged by what was logged. */
export const JUDGED_POLICIES = ["random", "top_incentive", "least_workload", "adaptive"] as const satisfies ChoiceMode[];
export type JudgedPolicy = (typeof JUDGED_POLICIES)[number];

/** The chance that each contestant is the one that a policy asks. Remembers adaptive chances: incentives change seldom. */
export function createPolicyChances(policy: JudgedPolicy): (contestants: readonly RecordedContestant[]) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (contestants) => {
    const toChances = () => chancesFor(policy, contestants.map(toContestant));
    if (policy !== "adaptive") return toChances();
    const key = contestants.map(([, value, low, high]) => `${value} ${low} ${high}`).join();
    const chances = known.get(key) ?? toChances();
    known.set(key, chances);
    return chances;
  };
}

function toContestant([, value, low, high, workload]: RecordedContestant) {
  return { incentive: { value, low, high }, workload };
}
