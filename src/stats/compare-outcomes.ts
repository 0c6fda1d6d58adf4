import assert from "node:assert/strict";

/** How two workers did on the documents that both have answered. */
export interface PairedCounts {
  wins: number;
  losses: number;
  /** Documents on which both have an outcome; the rest of them are ties. */
  n: number;
}

/** Counts on which documents the first did better (wins) and worse (losses). NaN means no outcome; such documents are left out. */
export function compareOutcomes(first: Float32Array, second: Float32Array): PairedCounts {
  assert(first.length === second.length, "outcomes are over the same documents");
  let wins = 0;
  let losses = 0;
  let ties = 0;
  // No branches: right and wrong answers are unpredictable, and a wrong guess costs more than three additions.
  for (let i = 0; i < first.length; i++) {
    const a = first[i] as number;
    const b = second[i] as number;
    wins += Number(a > b);
    losses += Number(a < b);
    ties += Number(a === b);
  }
  return { wins, losses, n: wins + losses + ties };
}
