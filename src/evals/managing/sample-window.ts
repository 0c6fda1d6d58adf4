import { CODE, isOutcome, type ScoreEntry } from "../pocket/index.ts";
import type { WindowRules } from "./plan.ts";

/** A sample and when it came, in milliseconds since 1970. For signatures `signature` is what was shown. */
export interface WindowSample extends ScoreEntry {
  at: number;
  signature?: string;
}

const HOUR_MS = 3_600_000;

/** The samples that count now: at most `size`, none older than the time to live; oldest first. */
export function validSamples(samples: readonly WindowSample[], { ttlHours, size }: WindowRules, nowMs: number): WindowSample[] {
  return samples.filter(({ at }) => at > nowMs - ttlHours * HOUR_MS).slice(-size);
}

/**
 * Puts all entries of a result into a ring. Only outcomes of the worker are kept (codes 0, 2 and 12): what was not its
 * fault is nobody's sample.
 */
export function addSamples(
  samples: readonly WindowSample[],
  entries: readonly (ScoreEntry & { signature?: string })[],
  rules: WindowRules,
  nowMs: number,
): WindowSample[] {
  const added = entries.filter(({ status_code: code }) => isOutcome(code)).map((entry) => ({ ...entry, at: nowMs }));
  return validSamples([...samples, ...added], rules, nowMs);
}

export interface WindowStatistics {
  /** Good samples. */
  ok: number;
  failed: number;
  meanScore: number | null;
  medianScore: number | null;
  /** Sample deviation (n - 1); 0 of one sample. */
  deviationScore: number | null;
  meanMs: number | null;
  medianMs: number | null;
  deviationMs: number | null;
  /** Failed ones among all. */
  errorRate: number | null;
  errorCodes: Record<string, number>;
}

/** Of what is in the window now: expired samples count no more, whether or not a new one has come since. */
export function describeSamples(samples: readonly WindowSample[]): WindowStatistics {
  const good = samples.filter(({ status_code: code }) => code === CODE.ok);
  const bad = samples.filter(({ status_code: code }) => code !== CODE.ok);
  const scores = good.map(({ score }) => score);
  const times = good.map(({ run_time: ms }) => ms);
  const codes = Map.groupBy(bad, ({ status_code: code }) => String(code));
  return {
    ok: good.length,
    failed: bad.length,
    meanScore: meanOf(scores),
    medianScore: medianOf(scores),
    deviationScore: deviationOf(scores),
    meanMs: meanOf(times),
    medianMs: medianOf(times),
    deviationMs: deviationOf(times),
    errorRate: samples.length === 0 ? null : bad.length / samples.length,
    errorCodes: Object.fromEntries([...codes].map(([code, those]) => [code, those.length])),
  };
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function deviationOf(values: readonly number[]): number | null {
  const mean = meanOf(values);
  if (mean === null) return null;
  if (values.length === 1) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
