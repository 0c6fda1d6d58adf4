import type { Db } from "../db/index.ts";
import { AssayError } from "../lib/errors.ts";
import { storableText } from "../lib/storable-text.ts";
import { checkVote, type Ballot, type Vote } from "./ballot.ts";
import type { Showing } from "./showing.ts";
import type { Showings } from "./showings.ts";
import { findBallot, insertBallot } from "./store.ts";

interface Context {
  db: Db;
  showings: Showings;
  now(): Date;
}

/**
 * Stores what a rater says of answers shown to it. Saying the same again is no second vote: it gives the first.
 * @throws `not_found` when nothing like it was shown to this rater lately; `invalid_input` as `checkVote`; `conflict` when the
 * rater said something else before
 */
export async function castBallot({ db, showings, now }: Context, rater: string, vote: Vote): Promise<Ballot> {
  const earlier = await findBallot(db, vote.comparison, rater);
  if (earlier) return sameOr(earlier, vote);
  const showing = showings.find(vote.comparison, rater);
  if (!showing) {
    const message = `There is no comparison ${vote.comparison} of yours to vote on: one can be voted on for two hours, while the server runs.`;
    throw new AssayError("not_found", message, { field: "comparison" });
  }
  checkVote(showing, vote);
  const ballot = await db.transaction(async () => {
    await insertBallot(db, storable(showing), vote, rater, now());
    return findBallot(db, vote.comparison, rater);
  });
  if (!ballot) throw new Error("a ballot that was just stored is there");
  return sameOr(ballot, vote);
}

function sameOr(ballot: Ballot, { choice, position }: Vote): Ballot {
  if (ballot.choice === choice && ballot.position === (position ?? null)) return ballot;
  throw new AssayError("conflict", "You voted on this comparison already, and a vote stands.", { field: "comparison" });
}

function storable(showing: Showing): Showing {
  return { ...showing, answers: showing.answers.map((one) => ({ ...one, text: storableText(one.text) })) };
}
