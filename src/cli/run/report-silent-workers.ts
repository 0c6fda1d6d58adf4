import type { RunResult } from "../../evals/index.ts";

/** A worker without one answer is a failure of the command: the others' results stand. */
export function reportSilentWorkers(result: RunResult, err: (line: string) => void): boolean {
  const silent = result.leaderboard.filter(({ worker }) => Object.values(result.tasks).every((task) => task.workers[worker]?.n === 0));
  for (const { worker } of silent) {
    const errors = Object.values(result.tasks).flatMap((task) => Object.entries(task.workers[worker]?.errors ?? {}));
    err(`Error: ${worker} answered nothing (${errors.map(([fault, count]) => `${fault}: ${count}`).join(", ")}).`);
  }
  return silent.length > 0;
}
