import { useEffect, useState } from "preact/hooks";
import { runPath } from "../api/paths.ts";
import { useResource } from "../api/use-resource.ts";
import type { OpenList } from "./open-list.ts";

interface NeighboursProps {
  run: string;
  ordinal: number;
  uid: number;
  list: OpenList | undefined;
  query: string;
}

/** Steps to the samples before and after: along the list that the reader came from, else along the worker's documents. */
export function Neighbours({ run, ordinal, uid, list, query }: NeighboursProps) {
  const [, redraw] = useState(0);
  const index = list?.pages.indexOf(ordinal, uid);
  const { value } = useResource(index === undefined ? runPath(run) : null);
  useEffect(() => {
    if (!list || index === undefined) return;
    list.onChange = () => redraw((number) => number + 1);
    list.pages.show(index - 1, index + 1);
    return () => (list.onChange = () => {});
  }, [list, index]);
  const hrefOf = (place: { ordinal: number; uid: number } | undefined) =>
    place && `/runs/${encodeURIComponent(run)}/samples/${place.ordinal}/${place.uid}${query === "" ? "" : `?${query}`}`;
  if (list && index !== undefined) {
    return <Steps noun="sample" previous={hrefOf(list.pages.row(index - 1))} next={hrefOf(list.pages.row(index + 1))} />;
  }
  const isLast = ordinal + 1 >= (value?.instanceCount ?? 0);
  return (
    <Steps
      noun="document"
      previous={ordinal > 0 ? hrefOf({ ordinal: ordinal - 1, uid }) : undefined}
      next={isLast ? undefined : hrefOf({ ordinal: ordinal + 1, uid })}
    />
  );
}

function Steps({ noun, previous, next }: { noun: string; previous: string | undefined; next: string | undefined }) {
  return (
    <nav class="steps" aria-label="Neighbouring samples">
      {previous === undefined ? <span class="muted">← Previous {noun}</span> : <a href={previous}>← Previous {noun}</a>}
      {next === undefined ? <span class="muted">Next {noun} →</span> : <a href={next}>Next {noun} →</a>}
    </nav>
  );
}
