/** One axis for all rows: what it spans, its ticks, and where a score lies on it. */
export interface ScoreAxis {
  ticks: number[];
  /** Whether scores are shares, 0 to 1, and shown in per cent. */
  isShare: boolean;
  /** 0 to 100 across the drawing, with a margin on both sides for half a mark. */
  position(score: number): number;
}

interface Scored {
  score: number | null;
  low: number | null;
  high: number | null;
}

const MARGIN = 4;
const STEPS = [1, 2, 5, 10];
const MOST_TICKS = 6;

/** The shortest round axis that holds every interval: rows are compared with each other, not with perfection. */
export function scoreAxis(rows: readonly Scored[], mostTicks = MOST_TICKS): ScoreAxis {
  const values = rows.flatMap(({ score, low, high }) => [score, low, high]).filter((value): value is number => value !== null);
  const isShare = values.every((value) => value >= 0 && value <= 1);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const step = tickStep(Math.max(most - least, 1e-6), mostTicks);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
  const [low, high] = [first * step, last * step];
  return {
    ticks,
    isShare,
    position: (score) => MARGIN + ((score - low) / (high - low)) * (100 - 2 * MARGIN),
  };
}

/** The smallest of 1, 2, 5 x 10^k that needs few enough ticks. */
function tickStep(span: number, mostTicks: number): number {
  const power = 10 ** Math.floor(Math.log10(span / (mostTicks - 1)));
  return power * (STEPS.find((step) => Math.ceil(span / (power * step)) + 1 <= mostTicks) ?? 10);
}
