import { journalPath, type JournalPage } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { JournalLine } from "../api/types.ts";

const PAGE = 1000;

/** A token's journal from its first line to its last, fetched page by page. */
export async function* readWholeJournal(token: string, signal: AbortSignal): AsyncGenerator<JournalLine[]> {
  let after: number | null = 0;
  while (after !== null) {
    const { entries, next } = JSON.parse(
      await send("GET", journalPath(token, { owner: null, after, limit: PAGE }), { signal }),
    ) as JournalPage;
    yield entries;
    if (next !== null && next <= after) throw new Error(`The journal's page behind ${after} names ${next} as the next.`);
    after = next;
  }
}
