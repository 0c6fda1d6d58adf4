import type { Comparison, Measurement, Plan } from "./row.ts";

/** Measurements of one plan: by subject, one for each round. */
export type Rounds = ReadonlyMap<string, readonly Measurement[]>;

/** Ours against one peer in one figure, over the rounds. */
export interface Finding {
  row: string;
  plan: string;
  metric: string;
  label: string;
  peer: string;
  kind: Comparison["kind"];
  better: Comparison["better"];
  /** Of the figures themselves; they compare only within this run. */
  ours: number;
  theirs: number;
  /** Ratio or difference within each round: median, least and most. */
  median: number;
  min: number;
  max: number;
  rounds: number;
}

/** Compares the plan's first subject with each other one, round by round. */
export function summarize(row: string, plan: Plan, rounds: Rounds): Finding[] {
  const [own, ...peers] = plan.subjects.map((subject) => subject.name);
  return peers.flatMap((peer) =>
    plan.comparisons.flatMap(({ metric, label, kind, better, against }) => {
      if (against && !against.includes(peer)) return [];
      const both = (rounds.get(own ?? "") ?? []).flatMap((measurement, round) => {
        const ours = measurement[metric];
        const theirs = rounds.get(peer)?.[round]?.[metric];
        return isFigure(ours) && isFigure(theirs) && (kind === "difference" || theirs !== 0) ? [{ ours, theirs }] : [];
      });
      const pairs = both.map(({ ours, theirs }) => (kind === "ratio" ? ours / theirs : ours - theirs));
      if (pairs.length === 0) return [];
      const sides = { ours: median(both.map(({ ours }) => ours)), theirs: median(both.map(({ theirs }) => theirs)) };
      const spread = { median: median(pairs), min: Math.min(...pairs), max: Math.max(...pairs), rounds: pairs.length };
      return [{ row, plan: plan.name, metric, label, peer, kind, better, ...sides, ...spread }];
    }),
  );
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

// JSON of another process has null for what it could not count.
function isFigure(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
