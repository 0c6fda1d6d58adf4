import { dutyPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { WorkerSnapshot } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";

/** Takes a worker out of traffic, or back into it. Requests that it is answering end in any case. */
export function DutyButtons({ worker, onDone }: { worker: WorkerSnapshot; onDone: () => void }) {
  const { isBusy, problem, run } = useAction();
  const order = (verb: "pause" | "drain" | "resume") =>
    run(async () => {
      await send("POST", dutyPath(worker.name, verb));
      onDone();
    });
  const button = (verb: "pause" | "drain" | "resume", label: string, title: string) => (
    <button type="button" disabled={isBusy} title={title} aria-label={`${label} ${worker.name}`} onClick={() => order(verb)}>
      {label}
    </button>
  );
  const isHeld = worker.state === "paused" || worker.state === "draining";
  return (
    <div class="duty">
      {isHeld && button("resume", "Resume", "Takes requests again")}
      {worker.state !== "paused" && button("pause", "Pause", "Takes nothing new; who waits is turned away; runs wait")}
      {worker.state !== "draining" && button("drain", "Drain", "Finishes what it took and takes nothing new; runs wait")}
      <ProblemNote problem={problem} />
    </div>
  );
}
