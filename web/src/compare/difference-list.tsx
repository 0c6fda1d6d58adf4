import type { DifferenceFilter } from "../api/paths.ts";
import { ProblemNote } from "../elements/problem-note.tsx";
import { countOf, formatCount } from "../format.ts";
import { DifferenceItem } from "./difference-item.tsx";
import { useDifferences } from "./use-differences.ts";

/** The documents that fit the filter, with both workers' answers. */
export function DifferenceList({ run, filter }: { run: string; filter: DifferenceFilter }) {
  const { documents, total, hasMore, isReading, problem, readMore } = useDifferences(run, filter);
  return (
    <>
      <ProblemNote problem={problem} />
      <p role="status" class="hint">
        {isReading ? "Reading the documents…" : sentenceOf(documents.length, total, filter, hasMore)}
      </p>
      <ol class="differences">
        {documents.map((document) => (
          <li key={document.ordinal}>
            <DifferenceItem run={run} document={document} names={filter} />
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" disabled={isReading} onClick={readMore}>
          Show more documents
        </button>
      )}
    </>
  );
}

function sentenceOf(shown: number, total: number | undefined, { text }: DifferenceFilter, hasMore: boolean): string {
  if (total === undefined) return "";
  if (shown === 0) return text === null ? "No document fits: on none of them do the outcomes stand so." : "No document fits this filter.";
  if (text !== null) return hasMore ? `The first ${formatCount(shown)} documents that fit.` : `${countOf(shown, "document")}.`;
  return shown < total ? `${formatCount(shown)} of ${countOf(total, "document")}.` : `${countOf(total, "document")}.`;
}
