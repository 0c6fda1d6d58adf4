import { AssayError } from "../../lib/errors.ts";
import { MAX_RACING_WORKERS, type RaceSettings } from "./race-settings.ts";

/** @throws `invalid_input` when so many workers cannot race for this goal */
export function checkRace({ goal }: RaceSettings, workerCount: number): void {
  if (workerCount < 2) {
    throw new AssayError("invalid_input", "A run that asks until its workers are told apart needs at least two of them.", {
      field: "workers",
    });
  }
  if (workerCount > MAX_RACING_WORKERS) {
    throw new AssayError(
      "invalid_input",
      `A race compares every pair of its workers, and takes at most ${MAX_RACING_WORKERS} of them; these are ${workerCount}.`,
      { field: "workers" },
    );
  }
  if (goal !== "pairs" && goal.top >= workerCount) {
    throw new AssayError("invalid_input", `The best ${goal.top} of ${workerCount} workers are all of them: ask for fewer.`, {
      field: "untilResolved.goal.top",
    });
  }
}
