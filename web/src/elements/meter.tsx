import { countOf, formatCount } from "../format.ts";

/** How far something is: a bar, and the figures in words. */
export function Meter({ label, done, total, noun }: { label: string; done: number; total: number; noun: string }) {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 0;
  return (
    <span class="meter">
      <progress aria-label={label} value={total > 0 ? done : 0} max={total > 0 ? total : 1} />
      <span>{total > 0 ? `${formatCount(done)} of ${countOf(total, noun)} (${percent} %)` : `no ${noun}s yet`}</span>
    </span>
  );
}
