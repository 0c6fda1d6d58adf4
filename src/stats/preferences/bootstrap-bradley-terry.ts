import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import type { Interval } from "../interval.ts";
import { fitBradleyTerry, type Match } from "./fit-bradley-terry.ts";

interface Options {
  count: number;
  confidence: number;
  seed: number;
  resamples: number;
}

/**
 * Percentile intervals of the strengths over resampled matches (Efron & Tibshirani 1993, chapter 13).
 * @returns the intervals and how many resamples had no finite strengths and were left out; null where the matches themselves have none
 */
export function bootstrapBradleyTerry(
  matches: readonly Match[],
  { count, confidence, seed, resamples }: Options,
): { strengths: Interval[]; leftOut: number } | null {
  if (!fitBradleyTerry(matches, { count })) return null;
  const generator = mersenne(seed);
  const values: number[][] = Array.from({ length: count }, () => []);
  let leftOut = 0;
  for (let round = 0; round < resamples; round++) {
    const drawn = matches.map(() => matches[uniformInt(generator, 0, matches.length - 1)] as Match);
    const fit = fitBradleyTerry(drawn, { count });
    if (fit) for (const [index, { value }] of fit.strengths.entries()) values[index]?.push(value);
    else leftOut++;
  }
  const tail = (1 - confidence) / 2;
  const strengths = values.map((own) => {
    const sorted = own.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    return { low: at(tail), high: at(1 - tail) };
  });
  return { strengths, leftOut };
}
