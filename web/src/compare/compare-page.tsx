import { comparisonPath, runPath, type DifferenceFilter } from "../api/paths.ts";
import type { RunDetail } from "../api/types.ts";
import { useResource } from "../api/use-resource.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { useTitle } from "../elements/use-title.ts";
import { navigate } from "../router.ts";
import { isOpenState } from "../runs/is-open-state.ts";
import { DifferenceFilters } from "./difference-filters.tsx";
import { DifferenceList } from "./difference-list.tsx";
import { Verdict } from "./verdict.tsx";

/** `/runs/ID/compare?a=&b=&outcome=&task=&text=`: two workers of a run, document by document. */
export function ComparePage({ run: id, query }: { run: string; query: URLSearchParams }) {
  useTitle("Compare");
  const { value: run, problem } = useResource(runPath(id), (detail) => (isOpenState(detail?.state) ? 2000 : null));
  return (
    <>
      <p class="crumbs">
        <a href="/runs">Runs</a> / <a href={`/runs/${encodeURIComponent(id)}`}>{id}</a> / <span>compare</span>
      </p>
      <h1>Compare two workers</h1>
      <ProblemNote problem={problem} />
      {run && run.workers.length < 2 && (
        <section class="panel empty">
          <h2>Nothing to compare</h2>
          <p>This run has one worker only. A comparison needs two that were asked the same documents.</p>
        </section>
      )}
      {run && run.workers.length >= 2 && <Compared run={run} query={query} />}
      {!run && !problem && <p aria-busy="true">Reading the run…</p>}
    </>
  );
}

function Compared({ run, query }: { run: RunDetail; query: URLSearchParams }) {
  const filter = readFilter(run, query);
  const isLive = isOpenState(run.state);
  const comparison = useResource(comparisonPath(run.id, filter.a, filter.b), () => (isLive ? 2000 : null));
  return (
    <>
      <section class="panel" aria-label={`${filter.a} against ${filter.b}`}>
        <ProblemNote problem={comparison.problem} />
        {comparison.value && <Verdict comparison={comparison.value} />}
        {!comparison.value && !comparison.problem && <p aria-busy="true">Comparing…</p>}
      </section>
      <h2 id="documents">Documents</h2>
      <DifferenceFilters
        run={run}
        filter={filter}
        onChange={(next) => navigate(`/runs/${encodeURIComponent(run.id)}/compare?${toQuery(next)}`, { replace: true })}
      />
      <DifferenceList key={toQuery(filter)} run={run.id} filter={filter} />
    </>
  );
}

/** Whom the URL names; else the first two of the run. */
function readFilter({ workers }: RunDetail, query: URLSearchParams): DifferenceFilter {
  const a = query.get("a") ?? workers.find(({ name }) => name !== query.get("b"))?.name ?? "";
  const b = query.get("b") ?? workers.find(({ name }) => name !== a)?.name ?? "";
  return { a, b, outcome: query.get("outcome"), task: query.get("task"), text: query.get("text") };
}

function toQuery(filter: DifferenceFilter): string {
  return new URLSearchParams(
    Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ""),
  ).toString();
}
