import { useEffect, useRef, useState } from "preact/hooks";
import { differencesPath, type DifferenceFilter } from "../api/paths.ts";
import type { Problem } from "../api/problem.ts";
import { send } from "../api/send.ts";
import { toProblem } from "../api/to-problem.ts";
import type { DifferencePage } from "../api/types.ts";

export type Difference = DifferencePage["documents"][number];

interface Differences {
  documents: readonly Difference[];
  /** Documents that fit without the text; undefined: not known yet. */
  total: number | undefined;
  /** Whether there may be more. */
  hasMore: boolean;
  isReading: boolean;
  problem: Problem | undefined;
  readMore(): void;
}

/** The documents that fit, page by page as the reader asks for more. A search that finds nothing yet goes on by itself. */
export function useDifferences(run: string, filter: DifferenceFilter): Differences {
  const [documents, setDocuments] = useState<Difference[]>([]);
  const [total, setTotal] = useState<number>();
  const [next, setNext] = useState<number | null>(null);
  const [isReading, setReading] = useState(true);
  const [problem, setProblem] = useState<Problem>();
  const leaving = useRef<AbortController | null>(null);
  const read = async (from: number | null) => {
    const controller = (leaving.current ??= new AbortController());
    const { signal } = controller;
    setReading(true);
    try {
      let after = from;
      let found = 0;
      do {
        const page = JSON.parse(await send("GET", differencesPath(run, filter, after), { signal })) as DifferencePage;
        setDocuments((old) => [...old, ...page.documents]);
        setTotal(page.total);
        setNext(page.next);
        found += page.documents.length;
        after = page.next;
      } while (after !== null && found === 0);
      setProblem(undefined);
    } catch (error) {
      if (!signal.aborted) setProblem(toProblem(error));
    } finally {
      if (!signal.aborted) setReading(false);
    }
  };
  useEffect(() => {
    void read(null);
    return () => leaving.current?.abort();
  }, []);
  return { documents, total, hasMore: next !== null, isReading, problem, readMore: () => void read(next) };
}
