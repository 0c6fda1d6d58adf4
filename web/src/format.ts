const COUNT = new Intl.NumberFormat("en");
const DATE = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** `12,032` */
export function formatCount(value: number): string {
  return COUNT.format(value);
}

/** A score: in per cent where it is a share (`45.2 %`), else with four digits. Null: a dash. */
export function formatScore(value: number | null, isShare = true): string {
  if (value === null) return "–";
  return isShare ? `${(100 * value).toFixed(1)} %` : value.toPrecision(4);
}

/** `340 ms`, `1.2 s`, `3 min 5 s`. Null: a dash. */
export function formatDuration(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1) return ms === 0 ? "0 ms" : "<1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A small probability in full (`0.0312`), a tiny one as a power (`1.2e-9`). */
export function formatProbability(value: number): string {
  if (value === 0) return "<1e-300";
  return value < 1e-4 ? value.toExponential(1) : value.toFixed(4);
}

/** Micro-units of the account currency: `$0.0012`. Null: a dash. */
export function formatCost(microUnits: number | null): string {
  if (microUnits === null) return "–";
  if (microUnits === 0) return "$0";
  const units = microUnits / 1e6;
  return `$${units >= 0.01 ? units.toFixed(2) : Number(units.toPrecision(2)).toFixed(6).replace(/0+$/, "")}`;
}

/** `3 min ago`, from an earlier moment to now. */
export function formatAgo(iso: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(iso)) / 1000);
  if (seconds < 60) return seconds < 5 ? "just now" : `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** `1–3`, or `2` when only one rank is possible. */
export function formatRankRange(best: number, worst: number): string {
  return best === worst ? String(best) : `${best}–${worst}`;
}

/** `21 Nov 2026, 14:05` in the reader's time zone. */
export function formatTime(iso: string): string {
  return DATE.format(new Date(iso));
}

/** `1 document`, `2 documents` */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Digits of a token's smallest unit, of any length: `1,000,000`. */
export function formatUnits(digits: string): string {
  return COUNT.format(BigInt(digits));
}

/** What is left of a time: `29 d 3 h`, `2 h 5 min`, `4 min 10 s`, `10 s`. Coarse: no seconds. */
export function formatLeft(ms: number, isCoarse: boolean): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (isCoarse) return minutes > 0 ? `${minutes} min` : "less than a minute";
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
