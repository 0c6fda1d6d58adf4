import { useState } from "preact/hooks";
import type { RunResult } from "../api/types.ts";
import { countOf, formatCount } from "../format.ts";
import { listMetrics, listResults, standardErrorName, type ResultLine } from "./list-results.ts";

/** Columns that a reader can still compare; the rest is a choice of the samples' filter and the API's. */
const MAX_COLUMNS = 16;

/** A metric by task and worker, as lm-evaluation-harness reports it: groups first, their tasks below. */
export function ResultsTable({ result }: { result: RunResult }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const lines = listResults(result);
  const metrics = listMetrics(lines);
  const metric = chosen ?? metrics[0];
  const ranked = result.leaderboard.map((row) => row.worker);
  const workers = ranked.slice(0, MAX_COLUMNS);
  if (metric === undefined) return <p class="muted">No sample is scored yet.</p>;
  return (
    <>
      <div class="filters">
        <label>
          Metric
          <select class="wide" value={metric} onChange={(event) => setChosen(event.currentTarget.value)}>
            {metrics.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <p class="hint">
          Mean ± standard error over answered documents, workers in the leaderboard's order
          {ranked.length > workers.length && `; the first ${workers.length} of ${countOf(ranked.length, "worker")}`}.
        </p>
      </div>
      <div class="scroll" role="region" aria-label="Results by task" tabIndex={0}>
        <table class="results">
          <caption class="visually-hidden">{metric} by task and worker</caption>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col" class="number">
                Documents
              </th>
              {workers.map((worker) => (
                <th key={worker} scope="col" class="number worker-name">
                  {worker}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={`${line.isSubtask}-${line.task}`} line={line} workers={workers} metric={metric} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Line({ line, workers, metric }: { line: ResultLine; workers: readonly string[]; metric: string }) {
  return (
    <tr class={line.isSubtask ? "subtask" : undefined}>
      <th scope="row">{line.task}</th>
      <td class="number">{formatCount(line.n)}</td>
      {workers.map((worker) => (
        <td key={worker} class="number">
          <Score of={line.workers[worker]} metric={metric} />
        </td>
      ))}
    </tr>
  );
}

function Score({ of, metric }: { of: ResultLine["workers"][string] | undefined; metric: string }) {
  const mean = of?.metrics[metric];
  const standardError = of?.metrics[standardErrorName(metric)];
  const failed = Object.values(of?.errors ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <>
      {mean === undefined || mean === null ? "–" : mean.toFixed(4)}
      {standardError !== undefined && standardError !== null && <small>± {standardError.toFixed(4)}</small>}
      {failed > 0 && <small class="fault">{formatCount(failed)} unanswered</small>}
    </>
  );
}
