import { normalTail } from "../normal-tail.ts";
import type { RaceClaim } from "./difference-bets.ts";

/** A pair's differences so far. */
export interface PairSoFar {
  seen: number;
  sum: number;
  meanSquare: number;
}

export interface Foresight {
  /** Documents, from the first on, at which the pair would be resolved if it went on as it did; Infinity: never at this rate. */
  documentsInAll: number;
  /** The chance that it will be resolved by the last document of the benchmark, whatever the true difference is: flat beforehand. */
  chance: number;
}

/** What ten equal stakes cost against the one that fits (ln 10), and what the fitting one loses by not fitting exactly (0.3, assumed): nats. */
const COST_OF_MIXING = 2.6;

/**
 * Foresees whether the bets of a pair will reach `threshold`. The best bet's logarithm grows like z² / 2, where z is the sum of differences in standard
 * errors; on a benchmark drawn without replacement the error is that of a bridge, which ends known. A forecast decides only who is
 * asked, never what is claimed.
 */
export function foreseePair(
  pair: PairSoFar,
  { threshold, documents, claim }: { threshold: number; documents: number; claim: RaceClaim },
): Foresight {
  const { seen, sum, meanSquare } = pair;
  if (seen === 0 || meanSquare === 0) return { documentsInAll: Number.POSITIVE_INFINITY, chance: 1 };
  const wanted = 2 * (Math.log(threshold) + COST_OF_MIXING);
  const rate = (sum / seen) ** 2 / meanSquare;
  const left = documents - seen;
  if (claim === "benchmark")
    return { documentsInAll: rate === 0 ? documents : documents * (wanted / (wanted + rate * documents)), chance: 1 };
  // Of the sum at the end: what it is already, drawn out, give or take what the rest and the unknown difference may do.
  const end = (sum * documents) / seen;
  const deviation = Math.sqrt((meanSquare * left * documents) / seen);
  const needed = Math.sqrt(wanted * meanSquare * documents);
  const chance =
    deviation === 0 ? Number(Math.abs(end) >= needed) : normalTail((needed - end) / deviation) + normalTail((needed + end) / deviation);
  return { documentsInAll: rate === 0 ? Number.POSITIVE_INFINITY : wanted / rate, chance };
}
