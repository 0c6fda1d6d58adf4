import type { RunState } from "../api/types.ts";

/** Whether a run in this state may still change. */
export function isOpenState(state: RunState | null | undefined): boolean {
  return state === "queued" || state === "running";
}
