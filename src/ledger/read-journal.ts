import type { Db } from "../db/index.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { selectEntries } from "./store.ts";

const PAGE = 1000;

/** A page of a token's journal, in order, after the entry `after`; only what touches `owner`, where it is given. */
export function readJournal(
  db: Db,
  query: { token: string; after?: bigint; limit?: number; owner?: string | undefined },
): Promise<JournalEntry[]> {
  return selectEntries(db, { token: query.token, after: query.after ?? 0n, limit: query.limit ?? PAGE, owner: query.owner ?? null });
}

/** A token's journal from the entry behind `after` to its end, read page by page. */
export async function* streamJournal(db: Db, token: string, after = 0n): AsyncGenerator<JournalEntry> {
  let place = after;
  for (;;) {
    const page = await selectEntries(db, { token, after: place, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    place = last.seq;
  }
}
