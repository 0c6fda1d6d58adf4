import { z } from "zod";
import { readBalance } from "../ledger/index.ts";
import { allocate, allocationText } from "./allocation.ts";
import type { PoolsContext } from "./context.ts";
import { poolNotFound } from "./errors.ts";
import { judgeAll, judgeEntries } from "./judge-entries.ts";
import { rankPool, toStanding, type JudgedEntry, type PoolLeaderboard } from "./leaderboard.ts";
import { escrowOf, isUnsettled, poolStateSchema, type Pool } from "./pool.ts";
import type { Settlement } from "./settlement.ts";
import type { Standing } from "./rank-entries.ts";
import {
  countEntries,
  findPool,
  readSettlement,
  readStoredLeaderboard,
  selectEntriesOfTask,
  selectPools,
  type PoolFilter,
} from "./store.ts";

const rowSchema = z.object({
  entry: z.string(),
  participant: z.string(),
  model: z.string().describe("as the participant named it"),
  worker: z.string(),
  uid: z.int(),
  correct: z.int(),
  answered: z.int(),
  failed: z.int().describe("answers that failed after all tries: neither right nor wrong"),
  total: z.int(),
  score: z.number().nullable().describe("correct / total: what ranks"),
  low: z.number().nullable(),
  high: z.number().nullable().describe("95 % interval; null until the entry is finished"),
  progress: z.number(),
  place: z.int().nullable().describe("null for an entry that is not eligible: unfinished, or never right"),
  rankBest: z.int(),
  rankWorst: z.int().describe("the ranks that the evidence leaves possible"),
  bracket: z.int().describe("neighbours that are not told apart share a bracket"),
  joinedAt: z.iso.datetime(),
  entriesOfParticipant: z.int().describe("who enters many models has a higher best score by luck alone"),
});

export const poolLeaderboardSchema = z.object({ documents: z.int(), rows: z.array(rowSchema) });

export const poolSummarySchema = z.object({
  id: z.string(),
  state: poolStateSchema,
  funder: z.string(),
  token: z.string(),
  task: z.string(),
  documents: z.int().nullable().describe("the first so many of the task; null: all"),
  allocation: z.record(z.string(), z.unknown()),
  funds: z.string().describe("what its account holds, in the token's smallest unit: of a settled pool nothing"),
  entries: z.int(),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type PoolSummary = z.infer<typeof poolSummarySchema>;

const projectionSchema = z.object({
  entry: z.string(),
  least: z.string(),
  most: z.string().describe("the payout over the places that the evidence leaves possible, were the pool settled now"),
});

export const poolDetailSchema = poolSummarySchema.extend({
  leaderboard: poolLeaderboardSchema,
  leaderboardAt: z.iso.datetime().nullable().describe("when it was kept last; what is shown is of now"),
  projected: z.array(projectionSchema),
  settlement: z.record(z.string(), z.unknown()).nullable().describe("what was paid, and from what it follows"),
});
export type PoolDetail = Omit<z.infer<typeof poolDetailSchema>, "settlement"> & { settlement: Settlement | null };

const MOST_LISTED = 1000;

/** Pools, the newest first, at most 1,000 or `limit`. */
export async function listPools(context: PoolsContext, filter: PoolFilter = {}): Promise<PoolSummary[]> {
  const { db } = context;
  const pools = await selectPools(db, { ...filter, limit: filter.limit ?? MOST_LISTED });
  const entries = await countEntries(
    db,
    pools.map(({ id }) => id),
  );
  const views: PoolSummary[] = [];
  for (const pool of pools) views.push(await summarise(context, pool, entries.get(pool.id) ?? 0));
  return views;
}

/** The pool of this id. Undefined: there is none. */
export async function findPoolSummary(context: PoolsContext, id: string): Promise<PoolSummary | undefined> {
  return (await listPools(context, { id, limit: 1 }))[0];
}

/** Entries of a task's pools with how they stand, the newest pool's first, at most `limit`. */
export async function listEntriesOfTask(
  { db }: PoolsContext,
  task: string,
  filter: { model?: string; limit: number },
): Promise<(JudgedEntry["entry"] & Pick<Standing, "correct" | "answered" | "total">)[]> {
  const judged = await judgeAll(db, await selectEntriesOfTask(db, task, filter));
  return judged.map((one) => ({ ...one.entry, ...toStanding(one) }));
}

/** A pool with its entries, what each would be paid, and what was. @throws `not_found` */
export async function viewPool(context: PoolsContext, poolId: string): Promise<PoolDetail> {
  const { db } = context;
  const pool = await findPool(db, poolId);
  if (!pool) throw poolNotFound(poolId);
  const judged = await judgeEntries(db, poolId);
  const { at, leaderboard: kept } = await readStoredLeaderboard(db, poolId);
  const leaderboard = isUnsettled(pool) || !kept ? rankPool(judged) : kept;
  const summary = await summarise(context, pool, judged.length);
  return {
    ...summary,
    leaderboard,
    leaderboardAt: at?.toISOString() ?? null,
    projected: isUnsettled(pool) ? project(BigInt(summary.funds), pool, judged, leaderboard) : [],
    settlement: await readSettlement(db, poolId),
  };
}

async function summarise({ db }: PoolsContext, pool: Pool, entries: number): Promise<PoolSummary> {
  const { balance } = await readBalance(db, pool.token, escrowOf(pool.id));
  return {
    id: pool.id,
    state: pool.state,
    funder: pool.funder,
    token: pool.token,
    task: pool.task,
    documents: pool.documents,
    entries,
    allocation: JSON.parse(allocationText(pool.allocation)),
    funds: String(balance),
    startsAt: pool.startsAt.toISOString(),
    endsAt: pool.endsAt.toISOString(),
    endedAt: pool.endedAt?.toISOString() ?? null,
  };
}

/** What each finished entry would get at the best and at the worst place that the evidence leaves it. */
function project(funds: bigint, pool: Pool, judged: readonly JudgedEntry[], { rows }: PoolLeaderboard): PoolDetail["projected"] {
  const { payouts } = allocate(funds, { ...pool.allocation, ties: "order" }, judged.map(toStanding));
  const amountAt = new Map(payouts.map(({ place, amount }) => [place, amount]));
  return rows
    .filter(({ place }) => place !== null)
    .map(({ entry, rankBest, rankWorst }) => ({
      entry,
      least: String(amountAt.get(rankWorst) ?? 0n),
      most: String(amountAt.get(rankBest) ?? 0n),
    }));
}
