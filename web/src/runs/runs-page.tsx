import { runsPath } from "../api/paths.ts";
import type { RunSummary } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { Meter } from "../elements/meter.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { Cell, ColumnHead, Row, RowHead, Table } from "../elements/table.tsx";
import { useTitle } from "../elements/use-title.ts";
import { formatCount, formatDuration, formatTime } from "../format.ts";
import { isOpenState } from "./is-open-state.ts";

/** `/runs`: every evaluation, the newest first. */
export function RunsPage() {
  useTitle("Runs");
  const { value, problem } = useResource(runsPath(), (list) => (list?.runs.some((run) => isOpenState(run.state)) ? 1000 : 4000));
  return (
    <>
      <header class="page-head">
        <h1>Runs</h1>
        <a class="button" href="/tasks">
          Start a run
        </a>
      </header>
      <ProblemNote problem={problem} />
      {value && value.runs.length > 0 && <RunsTable runs={value.runs} />}
      {value?.runs.length === 0 && (
        <section class="panel empty">
          <h2>No run yet</h2>
          <p>A run asks every worker the same documents and scores what they answer. Begin with a fresh task, which needs no data:</p>
          <CodeBlock label="shell" code="assay eval --tasks fresh_arithmetic --workers all --limit 200" />
        </section>
      )}
      {!value && !problem && <p aria-busy="true">Reading the runs…</p>}
    </>
  );
}

function RunsTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Table caption="Runs, the newest first" class="cards">
      <thead role="rowgroup">
        <Row>
          <ColumnHead>Tasks</ColumnHead>
          <ColumnHead>State</ColumnHead>
          <ColumnHead>Samples scored</ColumnHead>
          <ColumnHead class="number">Workers</ColumnHead>
          <th role="columnheader" scope="col" aria-sort="descending">
            Created
          </th>
          <ColumnHead class="number">Took</ColumnHead>
          <ColumnHead>
            <span class="visually-hidden">Leaderboard</span>
          </ColumnHead>
        </Row>
      </thead>
      <tbody role="rowgroup">
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </tbody>
    </Table>
  );
}

function RunRow({ run }: { run: RunSummary }) {
  const tasks = run.tasks.join(", ");
  return (
    <Row>
      <RowHead label="Tasks" class="wide-text">
        <a href={`/runs/${encodeURIComponent(run.id)}`}>{tasks}</a>
        {run.error !== null && <small class="fault">{run.error}</small>}
      </RowHead>
      <Cell label="State">
        <StateBadge state={run.state} />
      </Cell>
      <Cell label="Samples scored">
        <Meter label={`Samples scored of ${tasks}`} done={run.scored} total={samplesOf(run)} noun="sample" />
      </Cell>
      <Cell label="Workers" class="number">
        {formatCount(run.workerCount)}
      </Cell>
      <Cell label="Created">
        <time dateTime={run.createdAt}>{formatTime(run.createdAt)}</time>
      </Cell>
      <Cell label="Took" class="number">
        {formatDuration(run.startedAt && run.finishedAt ? Date.parse(run.finishedAt) - Date.parse(run.startedAt) : null)}
      </Cell>
      <Cell label="Leaderboard">
        {run.scored > 0 ? <a href={`/?${new URLSearchParams({ run: run.id })}`}>leaderboard</a> : <span class="muted">no scores yet</span>}
      </Cell>
    </Row>
  );
}

/** A run that asks until its workers are told apart is done before every document was asked. */
function samplesOf({ state, scored, instanceCount, workerCount }: RunSummary): number {
  return state === "done" ? scored : instanceCount * workerCount;
}
