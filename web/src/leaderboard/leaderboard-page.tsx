import { leaderboardPath, runsPath } from "../api/paths.ts";
import type { Leaderboard, RunSummary } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { CodeBlock } from "../elements/code-block.tsx";
import { LiveSummary } from "../elements/live-summary.tsx";
import { Meter } from "../elements/meter.tsx";
import { ProblemNote } from "../elements/problem-note.tsx";
import { StateBadge } from "../elements/state-badge.tsx";
import { useTitle } from "../elements/use-title.ts";
import { countOf, formatCount, formatTime } from "../format.ts";
import { navigate } from "../router.ts";
import { isOpenState } from "../runs/is-open-state.ts";
import { ComparisonPanel } from "./comparison-panel.tsx";
import { EndpointSnippet } from "./endpoint-snippet.tsx";
import { LeaderboardTable } from "./leaderboard-table.tsx";
import { RunPicker } from "./run-picker.tsx";

/** `/?run=ID&a=WORKER&b=WORKER`: the ranking of a run, and two of its workers compared. */
export function LeaderboardPage({ query }: { query: URLSearchParams }) {
  useTitle("Leaderboard");
  const asked = query.get("run");
  const board = useResource(leaderboardPath(asked), (value) => (isOpenState(value?.state) ? 1000 : asked === null ? 4000 : null));
  const isLive = isOpenState(board.value?.state);
  const runs = useResource(runsPath(), () => (isLive ? 1000 : 4000));
  const run = runs.value?.runs.find(({ id }) => id === board.value?.run);
  return (
    <>
      <header class="page-head">
        <h1>Leaderboard</h1>
        <RunPicker runs={runs.value?.runs ?? []} chosen={asked} onChoose={(id) => changeQuery(query, { run: id, a: null, b: null })} />
      </header>
      <ProblemNote problem={board.problem} />
      {board.value && <Board board={board.value} run={run} query={query} />}
      {board.value?.run === null && <Empty runs={runs.value?.runs} />}
      {!board.value && !board.problem && <p aria-busy="true">Reading the scores…</p>}
      <EndpointSnippet />
    </>
  );
}

function Board({ board, run, query }: { board: Leaderboard; run: RunSummary | undefined; query: URLSearchParams }) {
  if (board.run === null) return null;
  const id = board.run;
  const [a, b] = [query.get("a"), query.get("b")];
  const chosen = [a, b].filter((name): name is string => name !== null);
  const choose = (worker: string) => {
    const next = chosen.includes(worker) ? chosen.filter((name) => name !== worker) : [...chosen, worker].slice(-2);
    changeQuery(query, { run: id, a: next[0] ?? null, b: next[1] ?? null });
  };
  return (
    <>
      <p class="status-line">
        {board.state && <StateBadge state={board.state} />}
        <a href={`/runs/${encodeURIComponent(id)}`}>{run ? run.tasks.join(", ") : id}</a>
        <span>{countOf(board.documents, "document")}</span>
        {run?.finishedAt && (
          <span>
            last change <time dateTime={run.finishedAt}>{formatTime(run.finishedAt)}</time>
          </span>
        )}
        {run && isOpenState(run.state) && (
          <Meter label="Samples scored" done={run.scored} total={run.instanceCount * run.workerCount} noun="sample" />
        )}
      </p>
      <LiveSummary text={summaryOf(board, run)} />
      <p class="hint">Choose two workers to compare them on the same documents.</p>
      <LeaderboardTable run={id} rows={board.rows} brackets={board.brackets} chosen={chosen} onChoose={choose} />
      <Method board={board} />
      {a !== null && b !== null && (
        <ComparisonPanel run={id} a={a} b={b} isLive={isOpenState(board.state)} onClose={() => changeQuery(query, { a: null, b: null })} />
      )}
    </>
  );
}

const TESTS: Record<Leaderboard["method"], string> = {
  exact:
    "All documents are in: pairs are told apart by the exact McNemar test on common documents, with Holm's correction over all pairs at 5 %.",
  anytime:
    "The run goes on: pairs are told apart by anytime-valid evidence (e-values on common documents, over all pairs at 5 %), so that looking early stays honest.",
  race: "This run asks only until its workers are told apart: pairs are told apart as the race decided, by evidence that stays honest however often one looks.",
};

function Method({ board }: { board: Leaderboard }) {
  return (
    <p class="method">
      {TESTS[board.method]} Workers joined by a bracket are not told apart from their neighbours: their order in it is not a finding. A rank
      is the range that the evidence leaves possible. A failed answer counts as not solved. Bars are 95 % intervals on one axis
      {board.rows.some((row) => row.simulated) && "; simulated workers are no models: they play with a known skill"}.
    </p>
  );
}

function Empty({ runs }: { runs: RunSummary[] | undefined }) {
  const isComing = runs?.some((run) => isOpenState(run.state));
  return (
    <section class="panel empty">
      <h2>{isComing ? "The first scores are on their way" : "No scores yet"}</h2>
      {isComing ? (
        <p>
          A run has begun. This page fills by itself; <a href="/runs">watch the run</a>.
        </p>
      ) : (
        <>
          <p>Evaluate some workers, and this page ranks them:</p>
          <CodeBlock label="shell" code="assay eval --tasks fresh_arithmetic --workers all --limit 200" />
        </>
      )}
    </section>
  );
}

function summaryOf(board: Leaderboard, run: RunSummary | undefined): string {
  const groups = new Set(board.rows.map((row) => row.bracket)).size;
  const found = `${countOf(board.rows.length, "worker")} in ${countOf(groups, "group")} told apart`;
  if (!run || !isOpenState(run.state)) return `${found}.`;
  return `${formatCount(run.scored)} of ${countOf(run.instanceCount * run.workerCount, "sample")} scored; ${found}.`;
}

function changeQuery(query: URLSearchParams, changes: Record<string, string | null>): void {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  navigate(next.size === 0 ? "/" : `/?${next}`, { replace: true });
}
