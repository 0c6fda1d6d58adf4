import { useEffect, useState } from "preact/hooks";
import type { PoolSummary } from "../api/types.ts";
import { formatLeft, formatTime } from "../format.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const COARSE_MS = 15_000;

/** When a pool ends: what is left of it, second by second in its last hour; for who wants less motion, minute by minute. */
export function Countdown({ pool: { state, endsAt, endedAt } }: { pool: Pick<PoolSummary, "state" | "endsAt" | "endedAt"> }) {
  const isOver = state === "settled" || state === "cancelled";
  const { nowMs, isCalm } = useNow(isOver ? null : Date.parse(endsAt));
  const leftMs = Date.parse(endsAt) - nowMs;
  const end = isOver && endedAt !== null ? endedAt : endsAt;
  return (
    <time dateTime={end} title={formatTime(end)} class="countdown">
      {isOver
        ? `${state} ${formatTime(end)}`
        : leftMs > 0
          ? `ends in ${formatLeft(leftMs, isCalm || leftMs > HOUR_MS)}`
          : "its end is past"}
    </time>
  );
}

/** Whether a moment is past, drawn again when it comes. */
export function useIsPast(iso: string): boolean {
  return useNow(Date.parse(iso)).nowMs >= Date.parse(iso);
}

/** The present moment until `endMs`; null: it does not matter. */
function useNow(endMs: number | null): { nowMs: number; isCalm: boolean } {
  const [nowMs, setNow] = useState(() => Date.now());
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const leftMs = endMs === null ? 0 : endMs - nowMs;
  const isCounting = endMs !== null && leftMs > 0;
  const pauseMs = isCalm || leftMs > HOUR_MS ? COARSE_MS : SECOND_MS;
  useEffect(() => {
    if (!isCounting) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(pauseMs, leftMs + 1));
    return () => clearTimeout(timer);
  }, [nowMs, isCounting, pauseMs, leftMs]);
  return { nowMs, isCalm };
}
