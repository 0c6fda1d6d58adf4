import { AssayError } from "../lib/errors.ts";
import type { AoContext } from "./context.ts";
import type { Result } from "./message.ts";
import { findMessage, findProcess, selectResults, seqAt, type ResultRow } from "./store.ts";

/** What came of a message. @throws `not_found` when the process has no such message */
export async function readResult({ db }: AoContext, processId: string, messageId: string): Promise<Result | null> {
  const message = await findMessage(db, messageId);
  if (message?.processId === processId) return message.result;
  throw new AssayError("not_found", `The process ${processId} has no message ${messageId}.`, { field: "message" });
}

export interface ResultsQuery {
  processId: string;
  /** A cursor, or milliseconds since 1970. */
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  sort: "ASC" | "DESC";
}

export interface ResultsPage {
  pageInfo: { hasNextPage: boolean };
  edges: { cursor: string; node: Result }[];
}

/** The results of a process in the order of its messages, without those that ended in an error, as AO's compute units page them. */
export async function readResults({ db }: AoContext, { processId, from, to, limit, sort }: ResultsQuery): Promise<ResultsPage> {
  if (!(await findProcess(db, processId)))
    throw new AssayError("not_found", `There is no process ${processId} here.`, { field: "process" });
  const start = from === undefined ? undefined : readCursor(from, "from");
  const end = to === undefined ? undefined : readCursor(to, "to");
  const isDescending = (start?.sort ?? sort) === "DESC";
  const placeOf = async (cursor: Cursor | undefined): Promise<number | null> => {
    if (!cursor) return null;
    return cursor.ordinate ?? (await seqAt(db, processId, new Date(cursor.timestamp)));
  };
  const rows = await selectResults(db, processId, {
    after: await placeOf(start),
    upTo: await placeOf(end),
    limit: limit + 1,
    isDescending,
  });
  const edges = rows.slice(0, limit).map((row) => ({ cursor: toCursor(row, isDescending), node: row.result }));
  return { pageInfo: { hasNextPage: rows.length > limit }, edges };
}

interface Cursor {
  timestamp: number;
  ordinate?: number;
  sort?: "ASC" | "DESC";
}

function toCursor({ receivedAt, seq }: ResultRow, isDescending: boolean): string {
  const cursor = { timestamp: receivedAt.getTime(), ordinate: String(seq), cron: null, sort: isDescending ? "DESC" : "ASC" };
  return Buffer.from(JSON.stringify(cursor)).toString("base64");
}

function readCursor(text: string, field: string): Cursor {
  if (/^\d{1,15}$/.test(text)) return { timestamp: Number(text) };
  try {
    const { timestamp, ordinate, sort } = JSON.parse(Buffer.from(text, "base64").toString()) as Record<string, unknown>;
    const isWhole = Number.isSafeInteger(Number(ordinate)) && typeof timestamp === "number";
    if (isWhole && (sort === "ASC" || sort === "DESC")) return { timestamp, ordinate: Number(ordinate), sort };
  } catch {
    // told below
  }
  throw new AssayError("invalid_input", `${field}: "${text.slice(0, 100)}" is no cursor of this list, and no time in milliseconds.`, {
    field,
  });
}
