const TONES: Record<string, string> = {
  running: "live",
  requesting: "live",
  evaluating: "live",
  open: "live",
  done: "good",
  settled: "good",
  serving: "good",
  failed: "bad",
  cooling: "bad",
  cancelled: "warn",
  closed: "warn",
  draining: "warn",
  paused: "warn",
  drained: "warn",
  stopped: "warn",
  exhausted: "warn",
};

/** A state in a word and a mark of its own shape, so that colour says nothing alone. */
export function StateBadge({ state }: { state: string }) {
  const tone = TONES[state] ?? "idle";
  return <span class={`badge ${tone}`}>{state}</span>;
}
