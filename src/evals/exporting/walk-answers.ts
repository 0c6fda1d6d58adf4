import type { Db } from "../../db/index.ts";
import { readAnswers, type StoredAnswer } from "./store.ts";

const PAGE_ROWS = 250;

/** One worker's samples of a stretch of documents, in order, a page at a time: memory does not grow with the run. */
export async function* walkAnswers(
  db: Db,
  runId: string,
  uid: number,
  { firstOrdinal, instanceCount }: { firstOrdinal: number; instanceCount: number },
): AsyncGenerator<StoredAnswer[]> {
  const end = firstOrdinal + instanceCount;
  for (let from = firstOrdinal; from < end; from += PAGE_ROWS) {
    yield await readAnswers(db, runId, uid, { from, to: Math.min(end, from + PAGE_ROWS) });
  }
}
