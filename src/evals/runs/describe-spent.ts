import type { Db } from "../../db/index.ts";
import { readBudget } from "../requesting/store.ts";
import { describeOpenPairs, viewRace } from "../racing/view-race.ts";
import { findRun, type RunWorkerRow } from "./store.ts";

const MICROS = 1_000_000;

/** One sentence: what was spent of which cap, and how much of the run is open. */
export async function describeSpent(db: Db, runId: string, workers: readonly RunWorkerRow[]): Promise<string> {
  const [run, budget] = [await findRun(db, runId), await readBudget(db, runId)];
  const race =
    run?.settings.untilResolved && (await viewRace(db, { runId, state: run.state, settings: run.settings.untilResolved, workers }));
  const total = (run?.instanceCount ?? 0) * workers.length;
  const open = total - workers.reduce((sum, worker) => sum + worker.answered, 0);
  const parts = (["calls", "tokens", "micros"] as const).flatMap((part) => {
    const cap = budget?.caps[part] ?? null;
    if (cap === null || !budget) return [];
    const charged = budget.charged[part];
    return part === "micros" ? `${charged / MICROS} of ${cap / MICROS} usd` : `${charged} of ${cap} ${part}`;
  });
  const left = race ? `. ${describeOpenPairs(race)}` : `; ${open} of ${total} answers were not asked for.`;
  return `Its budget has no room for another call (${parts.join(", ")} are charged)${left}`;
}
