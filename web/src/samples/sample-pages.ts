import type { SamplePage, SampleRow } from "../api/types.ts";

const MAX_PAGES_KEPT = 40;
/** Rows before the end of what is known at which the next page is fetched. */
const READ_AHEAD = 60;

/**
 * A list of samples of any length, read page by page. The server's cursors only lead forward, so the start of every page
 * that was ever seen is remembered; of the pages themselves only those near the reader are kept, the rest are read again.
 */
export interface SamplePages {
  /** Rows known to exist; grows while the reader scrolls. */
  readonly count: number;
  /** Whether `count` is all there is. */
  readonly isComplete: boolean;
  readonly problem: unknown;
  /** Undefined while its page is on the way. */
  row(index: number): SampleRow | undefined;
  /** Says which rows are in view: fetches what is missing there, and what comes next. */
  show(first: number, last: number): void;
  /** Where a sample lies among the pages that are kept. */
  indexOf(ordinal: number, uid: number): number | undefined;
}

interface Page {
  rows: SampleRow[];
  usedAt: number;
}

/**
 * @param load gives the page behind a cursor; null: the first
 * @param onChange called whenever something new can be shown
 */
export function createSamplePages(
  load: (after: string | null) => Promise<SamplePage>,
  pageSize: number,
  onChange: () => void,
): SamplePages {
  const cursors: (string | null)[] = [null];
  const pages = new Map<number, Page>();
  const onTheWay = new Set<number>();
  let clock = 0;
  let count = 0;
  let isComplete = false;
  let problem: unknown;

  async function fetchPage(number: number): Promise<void> {
    const cursor = cursors[number];
    if (cursor === undefined || onTheWay.has(number)) return;
    onTheWay.add(number);
    try {
      const { samples, next } = await load(cursor);
      pages.set(number, { rows: samples, usedAt: ++clock });
      if (next !== null) cursors[number + 1] = next;
      if (number * pageSize + samples.length >= count) {
        count = number * pageSize + samples.length;
        isComplete = next === null;
      }
      problem = undefined;
      dropFarPages(pages);
    } catch (error) {
      problem = error;
    } finally {
      onTheWay.delete(number);
      onChange();
    }
  }

  return {
    get count() {
      return count;
    },
    get isComplete() {
      return isComplete;
    },
    get problem() {
      return problem;
    },
    row(index) {
      return pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
    },
    show(first, last) {
      const lastPage = Math.floor((last + READ_AHEAD) / pageSize);
      for (let number = Math.floor(Math.max(0, first) / pageSize); number <= lastPage; number++) {
        const page = pages.get(number);
        if (page) page.usedAt = ++clock;
        else if (!isComplete || number * pageSize < count) void fetchPage(number);
      }
    },
    indexOf(ordinal, uid) {
      for (const [number, { rows }] of pages) {
        const place = rows.findIndex((row) => row.ordinal === ordinal && row.uid === uid);
        if (place >= 0) return number * pageSize + place;
      }
      return undefined;
    },
  };
}

function dropFarPages(pages: Map<number, Page>): void {
  if (pages.size <= MAX_PAGES_KEPT) return;
  const [oldest] = [...pages].toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
  if (oldest) pages.delete(oldest[0]);
}
