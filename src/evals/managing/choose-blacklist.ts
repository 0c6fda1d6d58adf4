import type { WindowSample } from "./sample-window.ts";

/**
 * The documents that a worker was lately asked, newest first: what its window holds, failed ones too. The oldest are left
 * out where a small dataset would otherwise have too few left for `qty`; ids that the split has no more, too.
 */
export function chooseBlacklist(samples: readonly WindowSample[], candidates: readonly number[], qty: number): number[] {
  const present = new Set(candidates);
  const lately = [...new Set(samples.toReversed().map(({ id }) => id))].filter((id) => present.has(id));
  return lately.slice(0, Math.max(0, candidates.length - qty));
}
