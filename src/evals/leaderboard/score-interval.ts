import { studentQuantile, wilsonInterval } from "../../stats/index.ts";

const CONFIDENCE = 0.95;
/** Sums of floats miss their exact values by rounding. */
const ROUNDING = 1e-9;

interface Total {
  value: number;
  /** As the harness has it: s / sqrt(n), pooled over the parts. */
  stderr: number | null;
  n: number;
  /** Tasks that the total is over. */
  parts: number;
}

/**
 * The 95 % interval of a metric that is known by its totals: Wilson's where they are those of zeros and ones in one task (the sample
 * deviation of n values of which np are 1 is sqrt(p (1 - p) n / (n - 1)), and no other values in [0, 1] reach it), else Student's t with n - parts degrees of freedom,
 * cut to [0, 1] for a value in it. Null where no error is known.
 */
export function scoreInterval({ value, stderr, n, parts }: Total): [low: number, high: number] | null {
  if (!Number.isFinite(value) || n <= parts) return null;
  const isShare = value >= 0 && value <= 1;
  const binaryError = Math.sqrt((value * (1 - value)) / (n - 1));
  if (isShare && parts === 1 && stderr !== null && Math.abs(stderr - binaryError) <= ROUNDING) {
    const { low, high } = wilsonInterval(Math.round(value * n), n, CONFIDENCE);
    return [low, high];
  }
  if (stderr === null) return null;
  const half = studentQuantile(1 - (1 - CONFIDENCE) / 2, n - parts) * stderr;
  return isShare ? [Math.max(0, value - half), Math.min(1, value + half)] : [value - half, value + half];
}
