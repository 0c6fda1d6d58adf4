import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { toBudget, toCaps, type Budget } from "../budget.ts";
import { readBudget, writeBudget } from "../requesting/store.ts";
import { writeSettings, type RunRow } from "./store.ts";

const NAMES = { calls: "calls", tokens: "tokens", micros: "usd" } as const;

/** Other caps for a run that stands still; what the new budget does not name stays. Caps count from the run's beginning. */
export async function raiseBudget(db: Db, run: RunRow, budget: Budget): Promise<void> {
  const merged = { ...run.settings.budget, ...budget };
  const [caps, state] = [toCaps(merged), await readBudget(db, run.id)];
  for (const part of ["calls", "tokens", "micros"] as const) {
    const [cap, charged] = [caps[part], state?.charged[part] ?? 0];
    if (cap === null || cap > charged || (cap === charged && run.state !== "exhausted")) continue;
    const [asked, spent] = [
      toBudget(caps)[NAMES[part]],
      toBudget({ calls: null, tokens: null, micros: null, [part]: charged })[NAMES[part]],
    ];
    const hint = `it counts from the run's beginning, and ${spent} are charged already`;
    throw new AssayError("invalid_input", `A budget of ${NAMES[part]}=${asked} leaves run ${run.id} nothing to spend: ${hint}.`, {
      field: `budget.${NAMES[part]}`,
    });
  }
  await writeBudget(db, run.id, merged);
  await writeSettings(db, run.id, { ...run.settings, budget: merged });
}
