import type { Db } from "../db/index.ts";
import type { Ballot, Vote } from "./ballot.ts";
import type { Showing } from "./showing.ts";

/** Stores a ballot. @returns its id; undefined when the rater has one for this showing already */
export async function insertBallot(db: Db, showing: Showing, vote: Vote, rater: string, at: Date): Promise<number | undefined> {
  const [row] = await db.query<{ id: number }>(
    `insert into ballot (showing, rater, source, prompt, is_blind, choice, best_position, cast_at) values ($1, $2, $3, $4::json, $5, $6, $7, $8)
     on conflict (showing, rater) do nothing returning id::int`,
    [showing.id, rater, showing.source, JSON.stringify(showing.prompt), showing.isBlind, vote.choice, vote.position ?? null, at],
  );
  if (!row) return undefined;
  const { answers } = showing;
  await db.query(
    `insert into ballot_answer (ballot_id, position, worker_uid, text, fault)
     select $1, t.* from unnest($2::int[], $3::int[], $4::text[], $5::text[]) as t`,
    [
      row.id,
      answers.map((one) => one.position),
      answers.map((one) => one.workerUid),
      answers.map((one) => one.text),
      answers.map((one) => one.fault),
    ],
  );
  return row.id;
}

type StoredBallot = Omit<Ballot, "castAt"> & { castAt: Date };

const BALLOTS = `select b.id::int, b.showing as comparison, b.rater, b.source, b.is_blind as blind, b.choice, b.best_position as position,
  b.cast_at as "castAt", b.prompt,
  (select json_agg(json_build_object('position', a.position, 'uid', a.worker_uid, 'worker', w.name, 'text', a.text, 'fault', a.fault)
                   order by a.position)
   from ballot_answer a left join worker w on w.uid = a.worker_uid where a.ballot_id = b.id) as answers
  from ballot b`;

export async function findBallot(db: Db, showing: string, rater: string): Promise<Ballot | undefined> {
  const [row] = await db.query<StoredBallot>(`${BALLOTS} where b.showing = $1 and b.rater = $2`, [showing, rater]);
  return row && toBallot(row);
}

/** The newest first. @param before only those with a smaller id */
export async function selectBallots(db: Db, limit: number, before: number | undefined): Promise<Ballot[]> {
  const rows = await db.query<StoredBallot>(`${BALLOTS} where $2::bigint is null or b.id < $2 order by b.id desc limit $1`, [
    limit,
    before ?? null,
  ]);
  return rows.map(toBallot);
}

function toBallot({ castAt, ...row }: StoredBallot): Ballot {
  return { ...row, castAt: castAt.toISOString() };
}
