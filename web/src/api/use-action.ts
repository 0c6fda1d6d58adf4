import { useState } from "preact/hooks";
import type { Problem } from "./problem.ts";
import { toProblem } from "./to-problem.ts";

interface Action {
  isBusy: boolean;
  /** Why the newest attempt failed. */
  problem: Problem | undefined;
  /** Does it, unless it is being done already. */
  run(work: () => Promise<void>): Promise<void>;
}

/** Something that a button does: busy while it lasts, and a problem to show when it fails. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (work: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await work();
      setProblem(undefined);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, problem, run };
}
