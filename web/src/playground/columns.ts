import type { AnswerEnd, ComparedWorker, CompareEvent } from "../api/types.ts";

/** One worker's answer on the page. */
export interface Column {
  position: number;
  /** null: the comparison is blind. */
  worker: ComparedWorker | null;
  /** null: not named yet. */
  name: string | null;
  text: string;
  /** undefined: it is still answering. */
  end: AnswerEnd | undefined;
}

/** A comparison as far as it has come. */
export interface Shown {
  asked: Extract<CompareEvent, { type: "asked" }> | undefined;
  columns: readonly Column[];
  consensus: Extract<CompareEvent, { type: "consensus" }> | undefined;
  /** Whether every answer has ended: then it can be voted on. */
  isDone: boolean;
}

export const NOTHING_SHOWN: Shown = { asked: undefined, columns: [], consensus: undefined, isDone: false };

/** What is shown once an event has come. @throws Error when the server gave up */
export function show(shown: Shown, event: CompareEvent): Shown {
  switch (event.type) {
    case "asked":
      return {
        ...shown,
        asked: event,
        columns: event.answers.map((answer) => ({ ...answer, name: answer.worker?.name ?? null, text: "", end: undefined })),
      };
    case "delta":
      return { ...shown, columns: change(shown, event.position, (column) => ({ ...column, text: column.text + event.text })) };
    case "end":
      return { ...shown, columns: change(shown, event.position, (column) => ({ ...column, end: event })) };
    case "consensus":
      return { ...shown, consensus: event };
    case "done":
      return { ...shown, isDone: true };
    case "error":
      throw new Error(event.message);
  }
}

function change({ columns }: Shown, position: number, to: (column: Column) => Column): Column[] {
  return columns.map((column) => (column.position === position ? to(column) : column));
}

/** `A`, `B`, …: how a column is called where nobody is named. */
export function letterOf(position: number): string {
  return String.fromCharCode("A".charCodeAt(0) + position);
}
