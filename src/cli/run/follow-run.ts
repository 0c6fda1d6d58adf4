import { setTimeout as delay } from "node:timers/promises";
import type { RunDetail } from "../../evals/index.ts";
import type { Context } from "../command.ts";
import { raceLine, raceShare } from "./render-race.ts";
import { plainText } from "../plain-text.ts";

const POLL_MS = 400;
const BAR_CELLS = 24;
/** Without a terminal a line is printed for each tenth of the way. */
const PLAIN_STEPS = 10;

/** Shows a run's progress until it ends or the user interrupts; resolves with what it is then. */
export async function followRun(context: Context, runId: string): Promise<RunDetail> {
  let lastStep = 0;
  let lastHeld = "";
  for (;;) {
    const run = await context.client.get<RunDetail>(`/assay/v1/runs/${runId}`);
    const total = run.instanceCount * run.workers.length;
    const share = run.race ? raceShare(run.race) : total === 0 ? 0 : run.scored / total;
    const progress = run.race
      ? raceLine({ ...run, race: run.race })
      : `${Math.floor(share * 100)} % of ${total} (${run.answered} answered, ${run.scored} scored)`;
    const line = total === 0 ? "building prompts" : progress;
    const held = run.workers.filter((worker) => worker.held !== null).map(({ name, held: why }) => `${name} (${why})`);
    if (!context.json && held.length > 0 && held.join() !== lastHeld)
      context.err(`Waiting for ${plainText(held.join(", "))}: \`assay worker resume NAME\` goes on.`);
    lastHeld = held.join();
    const isOver = run.state !== "queued" && run.state !== "running";
    if (context.isTty) context.redraw(isOver ? "" : `${bar(share)} ${line}`);
    else if (!context.json && Math.floor(share * PLAIN_STEPS) > lastStep) {
      lastStep = Math.floor(share * PLAIN_STEPS);
      context.err(line);
    }
    if (isOver || context.signal.aborted) return run;
    await delay(POLL_MS, undefined, { signal: context.signal }).catch(() => {});
  }
}

function bar(share: number): string {
  const full = Math.floor(share * BAR_CELLS);
  return `[${"#".repeat(full)}${".".repeat(BAR_CELLS - full)}]`;
}
