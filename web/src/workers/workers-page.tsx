import { workersPath } from "../api/paths.ts";
import type { WorkerSnapshot } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { SortHead, useSorting, type SortKeys } from "../elements/sorting.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useFirstRows } from "../elements/use-first-rows.tsx";
import { useTitle } from "../elements/use-title.ts";
import { formatCount, formatDuration, formatTime } from "../format.ts";
import { IntervalBar } from "../leaderboard/interval-bar.tsx";
import { scoreAxis, type ScoreAxis } from "../leaderboard/score-axis.ts";

const SORT_KEYS: SortKeys<WorkerSnapshot> = {
  name: (worker) => worker.name,
  state: (worker) => worker.state,
  inFlight: (worker) => worker.inFlight + worker.queued,
  answered: (worker) => worker.answered,
  p50Ms: (worker) => worker.p50Ms,
  p95Ms: (worker) => worker.p95Ms,
  incentive: (worker) => worker.incentive.value,
};

/** `/workers`: who is there, and how they do just now. */
export function WorkersPage() {
  useTitle("Workers");
  const { value, problem } = useResource(workersPath(), () => 2000);
  return (
    <>
      <h1>Workers</h1>
      <ProblemNote problem={problem} />
      {value && value.workers.length > 0 && <WorkersTable workers={value.workers} />}
      {value?.workers.length === 0 && (
        <section class="panel empty">
          <h2>No workers yet</h2>
          <p>A worker is anything that answers prompts, such as an OpenAI-compatible endpoint:</p>
          <CodeBlock label="shell" code="assay worker add local --kind openai --base-url http://127.0.0.1:8000/v1 --model qwen" />
        </section>
      )}
      {!value && !problem && <p aria-busy="true">Reading the workers…</p>}
    </>
  );
}

function WorkersTable({ workers }: { workers: readonly WorkerSnapshot[] }) {
  const sorting = useSorting(workers, SORT_KEYS, { column: "", isDescending: false });
  const { shown, more } = useFirstRows(sorting.rows);
  const axis = scoreAxis(workers.map(({ incentive }) => ({ score: incentive.value, low: incentive.low, high: incentive.high })));
  return (
    <>
      <Table caption="Workers and how they do just now" class="cards">
        <thead role="rowgroup">
          <Row>
            <SortHead sorting={sorting} column="name">
              Worker
            </SortHead>
            <SortHead sorting={sorting} column="state">
              State
            </SortHead>
            <SortHead sorting={sorting} column="inFlight" class="number">
              In flight
            </SortHead>
            <SortHead sorting={sorting} column="answered" class="number">
              Answered
            </SortHead>
            <SortHead sorting={sorting} column="p50Ms" class="number">
              p50
            </SortHead>
            <SortHead sorting={sorting} column="p95Ms" class="number">
              p95
            </SortHead>
            <ColumnHead>Faults</ColumnHead>
            <SortHead sorting={sorting} column="incentive" class="number">
              Incentive
            </SortHead>
            <ColumnHead class="plot">Incentive's interval</ColumnHead>
          </Row>
        </thead>
        <tbody role="rowgroup">
          {shown.map((worker) => (
            <WorkerRow key={worker.uid} worker={worker} axis={axis} />
          ))}
        </tbody>
      </Table>
      {more}
    </>
  );
}

function WorkerRow({ worker, axis }: { worker: WorkerSnapshot; axis: ScoreAxis }) {
  const faults = Object.entries(worker.faults).filter(([, count]) => count > 0);
  const { value, low, high } = worker.incentive;
  return (
    <Row>
      <RowHead label="Worker" class="worker">
        {worker.name} <span class={worker.simulated ? "tag simulated" : "tag"}>{worker.kind}</span>
        {worker.model !== null && <small>{worker.model}</small>}
      </RowHead>
      <Cell label="State">
        <StateBadge state={worker.state} />
      </Cell>
      <Cell label="In flight" class="number">
        {formatCount(worker.inFlight)} of {formatCount(worker.maxConcurrency)}
        {worker.queued > 0 && <small>{formatCount(worker.queued)} waiting</small>}
      </Cell>
      <Cell label="Answered" class="number">
        {formatCount(worker.answered)}
        {worker.lastSuccessAt !== null && (
          <small>
            last <time dateTime={worker.lastSuccessAt}>{formatTime(worker.lastSuccessAt)}</time>
          </small>
        )}
      </Cell>
      <Cell label="p50" class="number">
        {formatDuration(worker.p50Ms)}
      </Cell>
      <Cell label="p95" class="number">
        {formatDuration(worker.p95Ms)}
      </Cell>
      <Cell label="Faults">
        {faults.length === 0 ? (
          <span class="muted">none</span>
        ) : (
          <span class="fault">{faults.map(([code, count]) => `${code} ${formatCount(count)}`).join(", ")}</span>
        )}
      </Cell>
      <Cell label="Incentive" class="number">
        {value.toFixed(3)}
        <small>
          {low.toFixed(3)}–{high.toFixed(3)}
        </small>
      </Cell>
      <Cell label="Interval" class="plot">
        <IntervalBar axis={axis} score={value} low={low} high={high} />
      </Cell>
    </Row>
  );
}
