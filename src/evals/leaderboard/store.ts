import type { Db } from "../../db/index.ts";
import type { Tally } from "../evaluating/store.ts";

export interface ScoreRow extends Tally {
  uid: number;
}

/** Totals of every worker on every task of a run. */
export function readScores(db: Db, runId: string): Promise<ScoreRow[]> {
  return db.query<ScoreRow>(
    `select worker_uid as uid, task, scored, failed, faults, sums, outcomes from score where run_id = $1 order by worker_uid, task`,
    [runId],
  );
}

export interface RankedWorkerRow {
  uid: number;
  name: string;
  kind: string;
  medianMs: number | null;
  cost: number | null;
}

export function readRankedWorkers(db: Db, runId: string): Promise<RankedWorkerRow[]> {
  return db.query<RankedWorkerRow>(
    `select w.uid, w.name, w.spec ->> 'kind' as kind, r.median_ms as "medianMs", r.cost
     from run_worker r join worker w on w.uid = r.worker_uid where r.run_id = $1 order by w.uid`,
    [runId],
  );
}

/** Differences that were shown as resolved while the run went on. */
export function readClaims(db: Db, runId: string): Promise<{ better: number; worse: number; e: number }[]> {
  return db.query(`select better_uid as better, worse_uid as worse, e from run_claim where run_id = $1 order by claimed_at, better_uid`, [
    runId,
  ]);
}

/** Keeps claims; one that is there, either way round, stays. */
export async function insertClaims(
  db: Db,
  runId: string,
  claims: readonly { better: number; worse: number; documents: number; e: number }[],
): Promise<void> {
  await db.query(
    `insert into run_claim (run_id, better_uid, worse_uid, documents, e)
     select $1, t.* from unnest($2::int[], $3::int[], $4::int[], $5::float8[]) as t (better, worse, documents, e)
     where not exists (select from run_claim c where c.run_id = $1 and c.better_uid = t.worse and c.worse_uid = t.better)
     on conflict do nothing`,
    [
      runId,
      claims.map(({ better }) => better),
      claims.map(({ worse }) => worse),
      claims.map(({ documents }) => documents),
      claims.map(({ e }) => e),
    ],
  );
}

/** One field of a task's documents, as text; null where a document has none. */
export function readClusters(
  db: Db,
  runId: string,
  { task, column }: { task: string; column: string },
): Promise<{ ordinal: number; value: string | null }[]> {
  return db.query(`select ordinal, doc ->> $3 as value from instance where run_id = $1 and task = $2 order by ordinal`, [
    runId,
    task,
    column,
  ]);
}

/** Stores each worker's median milliseconds of an answer, and what all of them cost where their tokens are known. */
export async function storeMedians(db: Db, runId: string): Promise<void> {
  await db.query(
    `update run_worker r set median_ms = m.ms,
       cost = (m.prompts * (w.spec ->> 'inputPrice')::float8 + m.completions * (w.spec ->> 'outputPrice')::float8) / 1e6
     from (select worker_uid, percentile_cont(0.5) within group (order by duration_ms) as ms, sum(prompt_tokens) as prompts,
             sum(completion_tokens) as completions
           from response where run_id = $1 and fault is null group by worker_uid) m
     join worker w on w.uid = m.worker_uid
     where r.run_id = $1 and r.worker_uid = m.worker_uid`,
    [runId],
  );
}

export interface SharedDocument {
  task: string;
  first: number | null;
  second: number | null;
}

/** The outcomes of two workers, of two runs perhaps, on the documents that stand in both: the same task and the same text. */
export function readSharedOutcomes(
  db: Db,
  a: { runId: string; uid: number },
  b: { runId: string; uid: number },
): Promise<SharedDocument[]> {
  return db.query<SharedDocument>(
    `select i.task, s.score as first, t.score as second
     from instance i join instance j on j.run_id = $3 and j.task = i.task and j.doc_id = i.doc_id and j.doc::text = i.doc::text
     join sample s on s.run_id = i.run_id and s.ordinal = i.ordinal and s.worker_uid = $2
     join sample t on t.run_id = j.run_id and t.ordinal = j.ordinal and t.worker_uid = $4
     where i.run_id = $1 order by i.ordinal`,
    [a.runId, a.uid, b.runId, b.uid],
  );
}

/** The newest finished score of every present worker on every task, over all runs: what incentive is made of. */
export function readLatestScores(db: Db): Promise<ScoreRow[]> {
  return db.query<ScoreRow>(
    `select distinct on (s.worker_uid, s.task) s.worker_uid as uid, s.task, s.scored, s.failed, s.faults, s.sums, s.outcomes
     from score s join run r on r.id = s.run_id and r.state in ('done', 'exhausted') join worker w on w.uid = s.worker_uid and w.removed_at is null
     where s.scored + s.failed > 0
     order by s.worker_uid, s.task, r.finished_at desc, r.id desc`,
  );
}
