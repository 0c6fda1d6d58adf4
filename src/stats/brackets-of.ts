import type { RankedWorker } from "./rank-workers.ts";

/** Neighbours in a ranking that the evidence does not tell apart. */
export interface Bracket {
  /** Its number in the ranking. */
  bracket: number;
  names: string[];
  /** About how many more documents would tell all neighbours in it apart; null: no number at the observed rates. */
  documentsNeeded: number | null;
}

/** The brackets of a ranking that hold more than one worker. */
export function bracketsOf(ranked: readonly RankedWorker[]): Bracket[] {
  return [...Map.groupBy(ranked, (worker) => worker.bracket)].flatMap(([bracket, workers]) => {
    if (workers.length < 2) return [];
    const needed = workers
      .slice(1)
      .map((worker, index) => worker.pairs.find(({ other }) => other === workers[index]?.name)?.documentsNeeded ?? null);
    const isForeseen = needed.every((documents) => documents !== null);
    return [{ bracket, names: workers.map(({ name }) => name), documentsNeeded: isForeseen ? Math.max(...needed) : null }];
  });
}
