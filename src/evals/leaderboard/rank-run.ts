import type { Db } from "../../db/index.ts";
import { rankWorkers, type KnownPair, type RankedWorker } from "../../stats/index.ts";
import { readJudgedRace } from "../racing/store.ts";
import { listRunTasks, type RunRow, type RunTaskRow } from "../runs/store.ts";
import { clusterColumns } from "./cluster-columns.ts";
import { joinOutcomes } from "./join-outcomes.ts";
import { insertClaims, readClaims, readClusters, readRankedWorkers, readScores, type RankedWorkerRow, type ScoreRow } from "./store.ts";

export const CONFIDENCE = 0.95;
/**
 * The chance of any wrong separation, 0.05, has two parts: what is shown while a run goes on, and stays shown, and the one test at its end.
 */
const ALPHA_GOING = 0.005;
const ALPHA_DONE = 0.045;

export interface RankedRun {
  method: "anytime" | "exact" | "race";
  ranked: RankedWorker[];
  workers: RankedWorkerRow[];
  tasks: RunTaskRow[];
  scores: ReadonlyMap<number, ScoreRow[]>;
  outcomes: ReadonlyMap<string, Float32Array>;
  /** Each document's cluster; undefined: every document by itself. */
  clusters: Int32Array | undefined;
}

/**
 * Ranks a run's workers. A race is ranked as it decided. Another run that goes on has its pairs separated by an anytime-valid test, because
 * somebody is looking, and what was shown as resolved is kept: once resolved stays resolved. A complete run gets one exact paired
 * test, corrected over all pairs (Holm).
 */
export async function rankRun(db: Db, run: RunRow): Promise<RankedRun> {
  // Scores first: they come in one transaction with the sizes of their tasks, which a later look cannot miss.
  const [scores, tasks, workers] = [await readScores(db, run.id), await listRunTasks(db, run.id), await readRankedWorkers(db, run.id)];
  const byWorker = Map.groupBy(scores, (score) => score.uid);
  const entries = workers.map((worker) => ({ name: worker.name, outcomes: joinOutcomes(byWorker.get(worker.uid) ?? [], tasks) }));
  const clusters = await findClusters(db, run, tasks);
  const nameOf = new Map(workers.map(({ uid, name }) => [uid, name]));
  const race = run.settings.untilResolved && (await readRace(db, run.id, nameOf));
  const known = race ? { pairs: race, isComplete: true } : { pairs: await readKnown(db, run.id, nameOf), isComplete: false };
  const isDone = run.state === "done";
  const options = { alpha: isDone ? ALPHA_DONE : ALPHA_GOING, method: isDone ? "exact" : "anytime", confidence: CONFIDENCE } as const;
  const ranked = rankWorkers(entries, { ...options, clusters, known });
  if (!race && !isDone) await keepClaims(db, run.id, ranked, workers);
  return {
    method: race ? "race" : options.method,
    ranked,
    workers,
    tasks,
    scores: byWorker,
    outcomes: new Map(entries.map(({ name, outcomes }) => [name, outcomes])),
    clusters,
  };
}

async function readRace(db: Db, runId: string, nameOf: ReadonlyMap<number, string>): Promise<KnownPair[]> {
  const uids = [...nameOf.keys()];
  const judged = (await readJudgedRace(db, runId))?.pairs ?? [];
  if (judged.length > 0) return judged.map((pair) => toKnown(pair, pair.better, nameOf));
  // Before the first rung a race knows nothing, whatever has been scored.
  const pairs = uids.flatMap((first, index) => uids.slice(index + 1).map((second) => ({ first, second, e: 1, documentsNeeded: null })));
  return pairs.map((pair) => toKnown(pair, null, nameOf));
}

async function readKnown(db: Db, runId: string, nameOf: ReadonlyMap<number, string>): Promise<KnownPair[]> {
  const claims = await readClaims(db, runId);
  return claims.map(({ better, worse, e }) => toKnown({ first: better, second: worse, e, documentsNeeded: null }, better, nameOf));
}

function toKnown(
  { first, second, e, documentsNeeded }: { first: number; second: number; e: number; documentsNeeded: number | null },
  better: number | null,
  nameOf: ReadonlyMap<number, string>,
): KnownPair {
  const name = (uid: number) => nameOf.get(uid) ?? "";
  return { first: name(first), second: name(second), better: better === null ? null : name(better), e, documentsNeeded };
}

/** Keeps what is shown as resolved now. */
async function keepClaims(db: Db, runId: string, ranked: readonly RankedWorker[], workers: readonly RankedWorkerRow[]): Promise<void> {
  const uidOf = new Map(workers.map(({ uid, name }) => [name, uid]));
  const claims = ranked.flatMap(({ name, pairs }) =>
    pairs
      .filter(({ isBetter }) => isBetter === true)
      .map(({ other, n, e = 1 }) => ({ better: uidOf.get(name) ?? 0, worse: uidOf.get(other) ?? 0, documents: n, e })),
  );
  if (claims.length > 0) await insertClaims(db, runId, claims);
}

/** Documents of one value of the task's column are one cluster; of a task without a column each is one by itself. */
async function findClusters(db: Db, run: RunRow, tasks: readonly RunTaskRow[]): Promise<Int32Array | undefined> {
  const columns = clusterColumns(run.settings, tasks);
  if (columns.size === 0) return undefined;
  const clusters = Int32Array.from({ length: run.instanceCount }, (_, ordinal) => ordinal);
  for (const [task, column] of columns) {
    const first = new Map<string, number>();
    for (const { ordinal, value } of await readClusters(db, run.id, { task, column })) {
      if (value === null) continue;
      if (!first.has(value)) first.set(value, ordinal);
      clusters[ordinal] = first.get(value) ?? ordinal;
    }
  }
  return clusters;
}
