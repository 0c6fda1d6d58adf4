import type { ComponentChildren } from "preact";

interface TableProps {
  caption: string;
  /** Hides the caption from sight where a heading says the same. */
  hideCaption?: boolean;
  class?: string;
  children: ComponentChildren;
}

/**
 * A real table. The roles are said again because the stylesheet turns rows into cards on narrow screens, and a browser
 * forgets that a table is one when its display changes.
 */
export function Table({ caption, hideCaption = true, class: name = "", children }: TableProps) {
  return (
    <table role="table" class={name}>
      <caption class={hideCaption ? "visually-hidden" : undefined}>{caption}</caption>
      {children}
    </table>
  );
}

interface CellProps {
  /** The column's name, shown beside the value on narrow screens. */
  label: string;
  class?: string | undefined;
  children: ComponentChildren;
}

export function Cell({ label, class: name, children }: CellProps) {
  return (
    <td role="cell" data-label={label} class={name}>
      {children}
    </td>
  );
}

/** The cell that names its row. */
export function RowHead({ label, class: name, children }: CellProps) {
  return (
    <th role="rowheader" scope="row" data-label={label} class={name}>
      {children}
    </th>
  );
}

export function Row({ class: name, children }: { class?: string | undefined; children: ComponentChildren }) {
  return (
    <tr role="row" class={name}>
      {children}
    </tr>
  );
}

export function ColumnHead({ class: name, children }: { class?: string | undefined; children: ComponentChildren }) {
  return (
    <th role="columnheader" scope="col" class={name}>
      {children}
    </th>
  );
}
