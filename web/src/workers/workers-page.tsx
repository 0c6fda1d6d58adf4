import { workersPath } from "../api/paths.ts";
import type { WorkerSnapshot } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { LiveSummary } from "../elements/live-summary.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf } from "../format.ts";
import { WorkersTable } from "./workers-table.tsx";

/** `/workers`: who is there, and how they do just now. */
export function WorkersPage() {
  useTitle("Workers");
  const { value, problem, reload } = useResource(workersPath(), () => 2000);
  return (
    <>
      <h1>Workers</h1>
      <ProblemNote problem={problem} />
      {value && value.workers.length > 0 && (
        <>
          <p class="hint">{summaryOf(value.workers)}</p>
          <LiveSummary text={summaryOf(value.workers)} />
          <WorkersTable workers={value.workers} onChange={reload} />
          <p class="method">
            Counts, times and faults are those of this process since it started. <b>Pause</b> stops a worker from beginning anything: what
            it is answering ends, who waits for a slot is sent to another, runs wait. <b>Drain</b> lets it finish all that it took. Both
            last until it is resumed, over restarts too. An incentive is a worker's share of the network, with the interval that its scores
            leave open; simulated workers are no models.
          </p>
        </>
      )}
      {value?.workers.length === 0 && (
        <section class="panel empty">
          <h2>No workers yet</h2>
          <p>A worker is anything that answers prompts, such as an OpenAI-compatible endpoint:</p>
          <CodeBlock label="shell" code="assay worker add local --base-url http://127.0.0.1:8000/v1 --model qwen" />
        </section>
      )}
      {!value && !problem && <p aria-busy="true">Reading the workers…</p>}
    </>
  );
}

function summaryOf(workers: readonly WorkerSnapshot[]): string {
  const states = Map.groupBy(workers, ({ state }) => state);
  const parts = [...states].map(([state, some]) => `${some.length} ${state}`);
  const inFlight = workers.reduce((sum, worker) => sum + worker.inFlight, 0);
  return `${countOf(workers.length, "worker")}: ${parts.join(", ")}; ${countOf(inFlight, "request")} in flight.`;
}
