import { useState } from "preact/hooks";
import { runsPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { RunDetail, WorkerSnapshot } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { WorkerName } from "../elements/worker-name.tsx";
import { navigate } from "../router.ts";

interface StartFormProps {
  /** Names with commas, as a run takes them. */
  tasks: string;
  workers: readonly WorkerSnapshot[];
  onClose(): void;
}

/** Begins a run: which tasks, which workers, how many documents of each task. */
export function StartForm({ tasks, workers, onClose }: StartFormProps) {
  const [names, setNames] = useState(tasks);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [limit, setLimit] = useState("100");
  const { isBusy, problem, run } = useAction();
  const wanted = names.split(",").flatMap((name) => name.trim() || []);
  const toggle = (name: string) => {
    const now = chosen ?? workers.map((worker) => worker.name);
    setChosen(now.includes(name) ? now.filter((one) => one !== name) : [...now, name]);
  };
  const start = () =>
    run(async () => {
      const settings = { tasks: wanted, workers: chosen ?? ["all"], ...(limit !== "" && { limit: Number(limit) }) };
      const { id } = JSON.parse(await send("POST", runsPath(), { body: settings })) as RunDetail;
      navigate(`/runs/${encodeURIComponent(id)}`);
    });
  return (
    <form
      class="panel start"
      aria-labelledby="start"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h2 id="start">Start a run</h2>
      <div class="filters">
        <label class="grow">
          Tasks, with commas between
          <input class="wide-input" value={names} required onInput={(event) => setNames(event.currentTarget.value)} />
        </label>
        <label>
          Documents of each task at most
          <input type="number" min={1} placeholder="all" value={limit} onInput={(event) => setLimit(event.currentTarget.value)} />
        </label>
      </div>
      <fieldset class="named">
        <legend>Workers</legend>
        {workers.map((worker) => (
          <label key={worker.uid} class="check">
            <input type="checkbox" checked={chosen?.includes(worker.name) ?? true} onChange={() => toggle(worker.name)} />
            <span>
              <WorkerName {...worker} />
            </span>
            {(worker.state === "paused" || worker.state === "draining") && <span class="muted">{worker.state}: the run will wait</span>}
          </label>
        ))}
        {workers.length === 0 && <p class="muted">There is no worker to ask yet.</p>}
      </fieldset>
      <div class="ask-line">
        <button type="submit" class="primary" disabled={isBusy || wanted.length === 0 || workers.length === 0 || chosen?.length === 0}>
          Start
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}
