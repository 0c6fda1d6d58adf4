import { useState } from "preact/hooks";
import { poolPath, poolWorkPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { PoolDetail } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { countOf } from "../format.ts";
import { useIsPast } from "./countdown.tsx";

/** What the jobs do by the clock, at once. Whose key may not is told so by the server. */
export function PoolActions({ pool, onDone }: { pool: PoolDetail; onDone: () => void }) {
  const { isBusy, problem, run } = useAction();
  const [said, setSaid] = useState("");
  const isPast = useIsPast(pool.endsAt);
  const act = (work: () => Promise<string>) => () =>
    run(async () => {
      setSaid("");
      setSaid(await work());
      onDone();
    });
  const evaluate = act(async () => {
    const { entries } = JSON.parse(await send("POST", poolWorkPath(pool.id, "evaluation"))) as { entries: number };
    return entries === 0
      ? "No entry has a question left to ask."
      : `${countOf(entries, "entry").replace(/entrys$/, "entries")} set to work.`;
  });
  const update = act(async () => {
    await send("POST", poolWorkPath(pool.id, "leaderboard"));
    return "The leaderboard is worked out and kept.";
  });
  const settle = act(async () => {
    await send("POST", poolWorkPath(pool.id, "settlement"));
    return "Paid out.";
  });
  const cancel = act(async () => {
    await send("DELETE", poolPath(pool.id));
    return "Called off; the funds went back.";
  });
  return (
    <div class="pool-actions">
      {pool.entries > 0 && (
        <>
          <button type="button" disabled={isBusy} onClick={evaluate}>
            Evaluate now
          </button>
          <button type="button" disabled={isBusy} onClick={update}>
            Update leaderboard
          </button>
        </>
      )}
      {isPast && (
        <button type="button" class="primary" disabled={isBusy} onClick={settle}>
          Settle
        </button>
      )}
      {pool.state === "open" && pool.entries === 0 && (
        <button type="button" disabled={isBusy} onClick={cancel}>
          Call off
        </button>
      )}
      <span role="status" class="hint">
        {said}
      </span>
      <ProblemNote problem={problem} />
    </div>
  );
}
