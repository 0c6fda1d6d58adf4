import type { Db } from "../../db/index.ts";
import { AssayError } from "../../lib/errors.ts";
import { runNotFound } from "../errors.ts";
import { findRun, listRunTasks } from "../runs/store.ts";
import type { TaskCache } from "../runs/task-cache.ts";
import { readPairs, type StoredPair } from "../samples/store.ts";
import type { DifferencePage, DifferenceQuery, DifferenceSide } from "../views.ts";
import { joinOutcomes } from "./join-outcomes.ts";
import { readRankedWorkers, readScores } from "./store.ts";

interface Input extends DifferenceQuery {
  runId: string;
}

/** Documents whose answers are searched for a text at once. */
const SEARCHED_AT_ONCE = 500;
/** Milliseconds after which a search hands on what it has; the next page goes on from there. */
const PATIENCE_MS = 100;

/**
 * A page of the documents on which two workers' outcomes stand in a relation (they differ, only one solved it, …), with both
 * answers. Which they are is known from the running totals, so that only the documents of the page are read.
 * @throws `not_found` for a run or a worker that it has not; `invalid_input` for a worker against itself
 */
export async function listDifferences({ db, tasks }: { db: Db; tasks: TaskCache }, { runId, ...query }: Input): Promise<DifferencePage> {
  const run = await findRun(db, runId);
  if (!run) throw runNotFound(runId);
  // Scores first: they come in one transaction with the sizes of their tasks, which a later look cannot miss.
  const [scores, places, workers] = [await readScores(db, runId), await listRunTasks(db, runId), await readRankedWorkers(db, runId)];
  const uidOf = (name: string, field: string) => {
    const worker = workers.find((one) => one.name === name);
    if (worker) return worker.uid;
    throw new AssayError("not_found", `Run ${runId} has no worker ${name}: it has ${workers.map((one) => one.name).join(", ")}.`, {
      field,
    });
  };
  const uids: [number, number] = [uidOf(query.a, "a"), uidOf(query.b, "b")];
  if (uids[0] === uids[1]) throw new AssayError("invalid_input", "Name two different workers to compare.", { field: "b" });
  const task = query.task === undefined ? undefined : places.find(({ name }) => name === query.task);
  if (query.task !== undefined && !task) throw new AssayError("not_found", `Run ${runId} has no task ${query.task}.`, { field: "task" });
  const outcomesOf = (uid: number) =>
    joinOutcomes(
      scores.filter((score) => score.uid === uid),
      places,
    );
  const matching = matchingOrdinals(outcomesOf(uids[0]), outcomesOf(uids[1]), query.outcome, task);
  const { pairs, next } = await findPairs(db, runId, { matching, uids, query });
  const documents = [];
  for (const pair of pairs) {
    const { headline } = await tasks.find(runId, pair.task);
    documents.push(toDocument(pair, uids, headline.filter));
  }
  return { documents, total: matching.length, next };
}

/** Ordinals, ascending, of the documents that both have an outcome of and whose outcomes stand in this relation. */
export function matchingOrdinals(
  a: Float32Array,
  b: Float32Array,
  outcome: DifferenceQuery["outcome"],
  task?: { firstOrdinal: number; instanceCount: number },
): number[] {
  const matches = RELATIONS[outcome];
  const first = task?.firstOrdinal ?? 0;
  const end = task ? task.firstOrdinal + task.instanceCount : a.length;
  const ordinals: number[] = [];
  for (let ordinal = first; ordinal < end; ordinal++) {
    const [own, other] = [a[ordinal] ?? Number.NaN, b[ordinal] ?? Number.NaN];
    if (!Number.isNaN(own) && !Number.isNaN(other) && matches(own, other)) ordinals.push(ordinal);
  }
  return ordinals;
}

const RELATIONS: Record<DifferenceQuery["outcome"], (a: number, b: number) => boolean> = {
  differ: (a, b) => a !== b,
  a: (a, b) => a > b,
  b: (a, b) => a < b,
  neither: (a, b) => a < 1 && b < 1,
  both: (a, b) => a >= 1 && b >= 1,
  all: () => true,
};

interface Search {
  matching: readonly number[];
  uids: [number, number];
  query: DifferenceQuery;
}

async function findPairs(db: Db, runId: string, { matching, uids, query }: Search): Promise<{ pairs: StoredPair[]; next: number | null }> {
  const startedAt = performance.now();
  const step = query.text === undefined ? query.limit : SEARCHED_AT_ONCE;
  const pairs: StoredPair[] = [];
  let from = query.after === undefined ? 0 : matching.findIndex((ordinal) => ordinal > (query.after ?? -1));
  if (from === -1) return { pairs, next: null };
  while (from < matching.length) {
    const ordinals = matching.slice(from, from + step);
    pairs.push(...(await readPairs(db, runId, { ordinals, uids, text: query.text, limit: query.limit - pairs.length })));
    from += ordinals.length;
    if (pairs.length >= query.limit)
      return { pairs, next: pairs.at(-1)?.ordinal === matching.at(-1) ? null : (pairs.at(-1)?.ordinal ?? null) };
    if (performance.now() - startedAt > PATIENCE_MS) return { pairs, next: from < matching.length ? (ordinals.at(-1) ?? null) : null };
  }
  return { pairs, next: null };
}

function toDocument(pair: StoredPair, [a, b]: [number, number], filter: string): DifferencePage["documents"][number] {
  const { ordinal, task, docId, target } = pair;
  const side = (uid: number, own: StoredPair["a"]): DifferenceSide => {
    const { results, ...rest } = own;
    return { uid, ...rest, extracted: results[filter]?.extracted ?? null };
  };
  return { ordinal, task, docId, target, a: side(a, pair.a), b: side(b, pair.b) };
}
