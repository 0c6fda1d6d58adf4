import { z } from "zod";
import type { Db } from "../db/index.ts";
import { ballotSchema, type Ballot } from "./ballot.ts";
import { selectBallots } from "./store.ts";

export const ballotQuerySchema = z.object({
  before: z.coerce.number().int().min(1).optional().describe("id of the last ballot of the page before"),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

export const ballotPageSchema = z.object({
  votes: z.array(ballotSchema),
  next: z.int().nullable().describe("pass as `before` for the next page"),
});

/** A page of ballots, the newest first. */
export async function listBallots(
  db: Db,
  { before, limit }: z.infer<typeof ballotQuerySchema>,
): Promise<{ votes: Ballot[]; next: number | null }> {
  const votes = await selectBallots(db, limit, before);
  return { votes, next: votes.length < limit ? null : (votes.at(-1)?.id ?? null) };
}
