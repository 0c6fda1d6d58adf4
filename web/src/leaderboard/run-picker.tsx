import type { RunSummary } from "../api/types.ts";
import { formatTime } from "../format.ts";

interface RunPickerProps {
  runs: readonly RunSummary[];
  /** The run asked for; null: the newest. */
  chosen: string | null;
  onChoose(run: string | null): void;
}

/** Chooses whose leaderboard is shown. */
export function RunPicker({ runs, chosen, onChoose }: RunPickerProps) {
  const isListed = chosen === null || runs.some((run) => run.id === chosen);
  return (
    <label class="picker">
      Run
      <select value={chosen ?? ""} onChange={(event) => onChoose(event.currentTarget.value || null)}>
        <option value="">the newest with scores</option>
        {!isListed && <option value={chosen}>{chosen}</option>}
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {run.tasks.join(", ")} · {run.state} · {formatTime(run.createdAt)}
          </option>
        ))}
      </select>
    </label>
  );
}
