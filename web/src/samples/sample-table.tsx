import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { SampleRow } from "../api/types.ts";
import { formatDuration } from "../format.ts";
import type { OpenList } from "./open-list.ts";
import { Outcome } from "./outcome.tsx";
import { useRowHeight } from "./use-row-height.ts";

/** Rows drawn beyond the edges, so that a quick scroll shows rows and not gaps. */
const OVERSCAN = 8;
const COLUMNS = ["#", "Task", "Worker", "Outcome", "Extracted", "Target", "Answer", "Time"];

/** A list of any length in a window: only the rows in view are in the document. */
export function SampleTable({ list }: { list: OpenList }) {
  const { pages } = list;
  const rowHeight = useRowHeight();
  const viewport = useRef<HTMLDivElement>(null);
  const { first, last, onScroll } = useWindow(list, viewport, rowHeight);
  useEffect(() => pages.show(first, last), [list, first, last, pages.count]);
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset);
  return (
    <div class="scroll samples" ref={viewport} onScroll={onScroll} role="region" aria-label="List of samples" tabIndex={0}>
      <table role="table" aria-rowcount={pages.isComplete ? pages.count + 1 : -1}>
        <caption class="visually-hidden">Samples: what each worker answered to each document, and how it was scored</caption>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {COLUMNS.map((name) => (
              <th key={name} role="columnheader" scope="col" class={`column-${name === "#" ? "ordinal" : name.toLowerCase()}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <Gap height={first * rowHeight} />
        <tbody role="rowgroup">
          {drawn.map((index) => (
            <Sample key={index} index={index} row={pages.row(index)} run={list.run} query={list.query} />
          ))}
        </tbody>
        <Gap height={(pages.count - last) * rowHeight} />
      </table>
    </div>
  );
}

/** Stands in for the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tbody role="presentation" aria-hidden="true" class="gap">
      <tr role="presentation">
        <td role="presentation" colSpan={COLUMNS.length} style={{ height: `${height}px` }} />
      </tr>
    </tbody>
  );
}

function useWindow(list: OpenList, viewport: { current: HTMLDivElement | null }, rowHeight: number) {
  const [scroll, setScroll] = useState({ top: list.scrollTop, height: 600 });
  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    element.scrollTop = list.scrollTop;
    setScroll({ top: list.scrollTop, height: element.clientHeight });
  }, [list, rowHeight]);
  const first = Math.max(0, Math.min(Math.floor(scroll.top / rowHeight), list.pages.count) - OVERSCAN);
  const last = Math.min(list.pages.count, Math.ceil((scroll.top + scroll.height) / rowHeight) + OVERSCAN);
  const onScroll = (event: Event & { currentTarget: HTMLDivElement }) => {
    list.scrollTop = event.currentTarget.scrollTop;
    setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight });
  };
  return { first, last, onScroll };
}

function Sample({ index, row, run, query }: { index: number; row: SampleRow | undefined; run: string; query: string }) {
  if (!row) {
    return (
      <tr role="row" aria-rowindex={index + 2} class="coming">
        <td role="cell" colSpan={COLUMNS.length}>
          …
        </td>
      </tr>
    );
  }
  const href = `/runs/${encodeURIComponent(run)}/samples/${row.ordinal}/${row.uid}${query === "" ? "" : `?${query}`}`;
  return (
    <tr role="row" aria-rowindex={index + 2}>
      <th role="rowheader" scope="row" class="column-ordinal">
        <a href={href} aria-label={`Sample ${row.ordinal} of ${row.worker}`}>
          {row.ordinal}
        </a>
      </th>
      <td role="cell" class="column-task">
        {row.task}
      </td>
      <td role="cell" class="column-worker">
        {row.worker}
      </td>
      <td role="cell" class="column-outcome">
        <Outcome score={row.score} fault={row.fault} />
      </td>
      <td role="cell" class="column-extracted">
        {row.extracted ?? "–"}
      </td>
      <td role="cell" class="column-target">
        {row.target}
      </td>
      <td role="cell" class="column-answer">
        {row.text.slice(0, 300)}
      </td>
      <td role="cell" class="column-time">
        {formatDuration(row.durationMs)}
      </td>
    </tr>
  );
}
