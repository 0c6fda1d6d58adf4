import type { ScoreAxis } from "./score-axis.ts";

interface IntervalBarProps {
  axis: ScoreAxis;
  score: number | null;
  low: number | null;
  high: number | null;
}

/** A score as a mark in its interval, on the axis that all rows share. The figures stand in the cell beside it. */
export function IntervalBar({ axis, score, low, high }: IntervalBarProps) {
  const at = (value: number) => `${axis.position(value)}%`;
  return (
    <svg class="interval" aria-hidden="true">
      {axis.ticks.map((tick) => (
        <line key={tick} class="grid" x1={at(tick)} x2={at(tick)} y1="0" y2="100%" />
      ))}
      {/* An inner drawing, whose zero is the middle of a row of any height. */}
      <svg y="50%" class="interval">
        {low !== null && high !== null && (
          <>
            <line class="range" x1={at(low)} x2={at(high)} y1="0" y2="0" />
            <line class="cap" x1={at(low)} x2={at(low)} y1="-4" y2="4" />
            <line class="cap" x1={at(high)} x2={at(high)} y1="-4" y2="4" />
          </>
        )}
        {score !== null && <line class="point" x1={at(score)} x2={at(score)} y1="-7" y2="7" />}
      </svg>
    </svg>
  );
}

/** The axis itself, for the column's heading. */
export function AxisTicks({ axis }: { axis: ScoreAxis }) {
  return (
    <svg class="interval axis" width="100%" height="18" aria-hidden="true">
      {axis.ticks.map((tick) => (
        <text key={tick} x={`${axis.position(tick)}%`} y="13" text-anchor="middle">
          {axis.isShare ? `${Number((100 * tick).toPrecision(6))}` : tick}
        </text>
      ))}
    </svg>
  );
}
