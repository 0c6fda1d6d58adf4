import { samplesPath, type SampleFilter } from "../api/paths.ts";
import { send } from "../api/send.ts";
import type { SamplePage } from "../api/types.ts";
import { createSamplePages, type SamplePages } from "./sample-pages.ts";

const PAGE_SIZE = 100;

/** The list of samples that the reader has open: a sample's page walks along it, and coming back finds it where it was. */
export interface OpenList {
  run: string;
  query: string;
  pages: SamplePages;
  scrollTop: number;
  /** Called when rows arrive; whoever shows the list sets it. */
  onChange: () => void;
}

let current: OpenList | undefined;

/** The open list, if it is this one. */
export function findOpenList(run: string, filter: SampleFilter): OpenList | undefined {
  return current?.run === run && current.query === filterQuery(filter) ? current : undefined;
}

/** Opens a list from its start, in place of the one that was open. */
export function openList(run: string, filter: SampleFilter): OpenList {
  const isOpen = () => current === list;
  // A search for few samples among many leaves the server's pages short: the list's are full.
  const load = async (after: string | null): Promise<SamplePage> => {
    const samples: SamplePage["samples"] = [];
    let next = after;
    do {
      const path = samplesPath(run, filter, { after: next, limit: PAGE_SIZE - samples.length });
      const page = JSON.parse(await send("GET", path)) as SamplePage;
      samples.push(...page.samples);
      next = page.next;
    } while (next !== null && samples.length < PAGE_SIZE && isOpen());
    return { samples, next };
  };
  const list: OpenList = {
    run,
    query: filterQuery(filter),
    pages: createSamplePages(load, PAGE_SIZE, () => list.onChange()),
    scrollTop: 0,
    onChange: () => {},
  };
  current = list;
  return list;
}

/** A filter as it stands in a URL, without what is not set. */
export function filterQuery(filter: SampleFilter): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "");
  return new URLSearchParams(given).toString();
}

/** The filter that a URL names. */
export function readFilter(query: URLSearchParams): SampleFilter {
  const read = (name: string) => query.get(name) || null;
  return { worker: read("worker"), task: read("task"), score: read("score"), fault: read("fault"), text: read("text"), from: read("from") };
}
