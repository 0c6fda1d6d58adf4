import { useEffect, useState } from "preact/hooks";
import type { SampleFilter } from "../api/paths.ts";
import { toProblem } from "../api/to-problem.ts";
import type { RunDetail } from "../api/types.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { countOf, formatCount } from "../format.ts";
import { navigate } from "../router.ts";
import { filterQuery, findOpenList, openList, readFilter, type OpenList } from "./open-list.ts";
import { SampleFilters } from "./sample-filters.tsx";
import { SampleTable } from "./sample-table.tsx";

/** Every sample of a run, narrowed by the filter in the URL. */
export function SamplesSection({ run, query }: { run: RunDetail; query: URLSearchParams }) {
  const filter = readFilter(query);
  const { list, reload } = useSampleList(run, filter);
  const { pages } = list;
  const isEmpty = pages.isComplete && pages.count === 0;
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">Samples</h2>
      <SampleFilters
        run={run}
        filter={filter}
        onChange={(next) => navigate(`/runs/${encodeURIComponent(run.id)}?${filterQuery(next)}`, { replace: true })}
      />
      {pages.problem instanceof Error && <ProblemNote problem={toProblem(pages.problem)} />}
      <p class="status-line" role="status">
        {isEmpty ? emptySentence(run, list.query) : countSentence(list, run)}
        {run.state === "running" && pages.count > 0 && (
          <button type="button" onClick={reload}>
            Reload
          </button>
        )}
      </p>
      {pages.count > 0 && <SampleTable key={list.query} list={list} />}
    </section>
  );
}

/** The list that the filter asks for: the open one where it fits, else a new one. Redraws when rows arrive. */
function useSampleList(run: RunDetail, filter: SampleFilter): { list: OpenList; reload: () => void } {
  const [, redraw] = useState(0);
  const list = findOpenList(run.id, filter) ?? openList(run.id, filter);
  const isWaiting = list.pages.isComplete && list.pages.count === 0 && run.state === "running";
  useEffect(() => {
    list.onChange = () => redraw((number) => number + 1);
    list.pages.show(0, 0);
    return () => (list.onChange = () => {});
  }, [list]);
  const reload = () => {
    openList(run.id, filter);
    redraw((number) => number + 1);
  };
  // Until the first sample is there, each step of the run is a reason to look again.
  useEffect(() => {
    if (isWaiting) reload();
  }, [run.scored]);
  return { list, reload };
}

function countSentence({ pages, query }: OpenList, run: RunDetail): string {
  if (pages.isComplete) return `${countOf(pages.count, "sample")}.`;
  const of = query === "" ? ` of ${formatCount(run.scored)}` : "";
  return pages.count === 0 ? "Reading the samples…" : `${countOf(pages.count, "sample")}${of} read; more as you scroll.`;
}

function emptySentence(run: RunDetail, query: string): string {
  if (query !== "") return "No sample fits this filter.";
  return run.state === "running" || run.state === "queued" ? "The first samples are on their way." : "This run has no samples.";
}
