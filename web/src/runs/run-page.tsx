import { resultsPath, runPath } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { RunDetail } from "../api/types.ts";
import { useAction } from "../api/use-action.ts";
import { useResource } from "../api/use-resource.ts";
import { LiveSummary } from "../elements/live-summary.tsx";
import { Meter } from "../elements/meter.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf, formatCount, formatTime } from "../format.ts";
import { SamplesSection } from "../samples/samples-section.tsx";
import { isOpenState } from "./is-open-state.ts";
import { RaceProgress } from "./race-progress.tsx";
import { ResultsTable } from "./results-table.tsx";
import { RunWorkers } from "./run-workers.tsx";

/** `/runs/ID?worker=…&task=…&score=…&fault=…&text=…`: one evaluation, its progress, results and samples. */
export function RunPage({ run: id, query }: { run: string; query: URLSearchParams }) {
  const {
    value: run,
    problem,
    reload,
  } = useResource(runPath(id), (detail) => (detail === undefined || isOpenState(detail.state) ? 1000 : null));
  const title = run ? `Run of ${run.tasks.join(", ")}` : "Run";
  useTitle(title);
  return (
    <>
      <p class="crumbs">
        <a href="/runs">Runs</a> / <span>{id}</span>
      </p>
      <header class="page-head">
        <h1>{title}</h1>
        {run && <Actions run={run} onDone={reload} />}
      </header>
      <ProblemNote problem={problem} />
      {run && (
        <>
          <Status run={run} />
          <Notes run={run} />
          {run.race && <RaceProgress race={run.race} documents={run.instanceCount} />}
          <RunWorkers run={run} />
          <Results run={run} />
          <SamplesSection run={run} query={query} />
        </>
      )}
      {!run && !problem && <p aria-busy="true">Reading the run…</p>}
    </>
  );
}

function Status({ run }: { run: RunDetail }) {
  // A race asks no more than it needs: what it is asked for now is all there is to do.
  const total = run.race ? run.workers.reduce((sum, { askTo }) => sum + (askTo ?? 0), 0) : run.instanceCount * run.workerCount;
  return (
    <>
      <p class="status-line">
        <StateBadge state={run.state} />
        <Meter label="Samples scored" done={run.scored} total={total} noun="sample" />
        <span>
          {countOf(run.instanceCount, "document")} × {countOf(run.workerCount, "worker")}
        </span>
        <time dateTime={run.createdAt}>{formatTime(run.createdAt)}</time>
        {run.scored > 0 && <a href={`/?${new URLSearchParams({ run: run.id })}`}>leaderboard of this run</a>}
      </p>
      <LiveSummary text={`Run ${run.state}: ${formatCount(run.scored)} of ${countOf(total, "sample")} scored.`} />
    </>
  );
}

function Notes({ run }: { run: RunDetail }) {
  return (
    <>
      {run.error !== null && (
        <p class="problem" role="alert">
          {run.error}
        </p>
      )}
      {run.warnings.length > 0 && (
        <ul class="warnings" aria-label="Warnings">
          {run.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Actions({ run, onDone }: { run: RunDetail; onDone: () => void }) {
  const { isBusy, problem, run: attempt } = useAction();
  const act = (action: "cancel" | "resume") =>
    attempt(async () => {
      await send("POST", `${runPath(run.id)}/${action}`);
      onDone();
    });
  return (
    <div class="actions">
      {isOpenState(run.state) && (
        <button type="button" disabled={isBusy} onClick={() => act("cancel")}>
          Cancel run
        </button>
      )}
      {(run.state === "cancelled" || run.state === "failed") && (
        <button type="button" class="primary" disabled={isBusy} onClick={() => act("resume")}>
          Resume run
        </button>
      )}
      <ProblemNote problem={problem} />
    </div>
  );
}

function Results({ run }: { run: RunDetail }) {
  const { value, problem } = useResource(resultsPath(run.id), () => (isOpenState(run.state) ? 2000 : null));
  return (
    <section aria-labelledby="results">
      <h2 id="results">Results</h2>
      <ProblemNote problem={problem} />
      {value && <ResultsTable result={value} />}
    </section>
  );
}
