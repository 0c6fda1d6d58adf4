import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { runNotFound } from "../errors.ts";
import type { TaskCache } from "../runs/task-cache.ts";
import { findRun, listRunTasks, listRunWorkers, type RunRow } from "../runs/store.ts";
import type { SamplePage, SampleQuery, SampleRow } from "../views.ts";
import { readSamples, type Place, type StoredSample } from "./store.ts";

/** Larger than any. */
const LAST_UID = 999_999_999;

interface Input extends SampleQuery {
  runId: string;
}

const START: Place = { ordinal: 0, uid: -1 };
/** (document, worker) pairs looked at first, and at most at once: the cost is the page's, however many workers a run has. */
const FIRST_WINDOW = 400;
const LAST_WINDOW = 20_000;
/** Milliseconds after which a search hands on what it has; the next page goes on from there. */
const PATIENCE_MS = 100;

/**
 * A page of a run's samples, by document and then by worker. A filter that few samples pass may leave a page short, even
 * empty, with a `next`: the search went on for as long as a reader should wait.
 */
export async function listSamples({ db, tasks }: { db: Db; tasks: TaskCache }, { runId, ...query }: Input): Promise<SamplePage> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  const uids = await uidsOf(db, runId, query.worker);
  const documents = await rangeOf(db, run, query.task);
  const startedAt = performance.now();
  const rows: StoredSample[] = [];
  let next: Place | undefined;
  for await (const { found, end } of windows(db, run, { uids, documents, query })) {
    rows.push(...found);
    next = end;
    if (rows.length >= query.limit || performance.now() - startedAt > PATIENCE_MS) break;
  }
  const page = rows.slice(0, query.limit);
  if (rows.length >= query.limit) next = page.at(-1);
  const samples: SampleRow[] = [];
  for (const row of page) samples.push(await toSampleRow(tasks, runId, row));
  return { samples, next: next ? `${next.ordinal}-${next.uid}` : null };
}

interface Window {
  found: StoredSample[];
  /** The last place that was looked at; undefined: there is nothing after it. */
  end: Place | undefined;
}

interface Search {
  uids: readonly number[];
  documents: { first: number; end: number };
  query: SampleQuery;
}

/**
 * Reads a few documents, then more and more: the cost is the page's and not the run's, whatever the database believes
 * about the tables. A filter on faults has an index of its own and reads all at once.
 */
async function* windows(db: Db, run: RunRow, { uids, documents, query }: Search): AsyncGenerator<Window> {
  const start = query.after === undefined ? START : toPlace(query.after);
  let after = start.ordinal < documents.first ? { ordinal: documents.first, uid: -1 } : start;
  let size = query.fault === undefined || query.text !== undefined ? Math.ceil(FIRST_WINDOW / uids.length) : documents.end;
  while (after.ordinal < documents.end) {
    const endOrdinal = Math.min(after.ordinal + size, documents.end);
    const found = await readSamples(db, run.id, { after, endOrdinal, uids }, query, query.limit);
    yield { found, end: endOrdinal < documents.end ? { ordinal: endOrdinal - 1, uid: LAST_UID } : undefined };
    after = { ordinal: endOrdinal, uid: -1 };
    size = Math.min(size * 4, Math.ceil(LAST_WINDOW / uids.length));
  }
}

/** A task's documents are neighbours in a run. A task that the run has not has none. */
async function rangeOf(db: Db, run: RunRow, task: string | undefined): Promise<Search["documents"]> {
  if (task === undefined) return { first: 0, end: run.instanceCount };
  const place = (await listRunTasks(db, run.id)).find(({ name }) => name === task);
  return place ? { first: place.firstOrdinal, end: place.firstOrdinal + place.instanceCount } : { first: 0, end: 0 };
}

async function uidsOf(db: Db, runId: string, name: string | undefined): Promise<number[]> {
  const workers = await listRunWorkers(db, runId);
  if (name === undefined) return workers.map((worker) => worker.uid);
  const worker = workers.find((candidate) => candidate.name === name);
  if (worker) return [worker.uid];
  throw new AssayError("not_found", `Run ${runId} has no worker ${name}: it has ${workers.map((one) => one.name).join(", ")}.`, {
    field: "worker",
  });
}

export async function toSampleRow(tasks: TaskCache, runId: string, { results, ...row }: StoredSample): Promise<SampleRow> {
  const { headline } = await tasks.find(runId, row.task);
  return { ...row, extracted: results[headline.filter]?.extracted ?? null };
}

function toPlace(text: string): Place {
  const [, ordinal, uid] = /^(\d{1,9})-(\d{1,9})$/.exec(text) ?? [];
  if (ordinal === undefined || uid === undefined) {
    throw new AssayError("invalid_input", `after=${text} is no place in a list of samples: pass the \`next\` of the page before.`, {
      field: "after",
    });
  }
  return { ordinal: Number(ordinal), uid: Number(uid) };
}
