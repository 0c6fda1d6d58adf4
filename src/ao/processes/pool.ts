import { z } from "zod";
import { parseAmount } from "../../ledger/index.ts";
import { AssayError, messageOf } from "../../lib/errors.ts";
import {
  createPool,
  findPoolSummary,
  joinPool,
  listPools,
  settlePool,
  updateLeaderboard,
  viewPool,
  type PoolsContext,
  type PoolSummary,
} from "../../pools/index.ts";
import { Malformed, Refusal, type ProcessKind, type Turn } from "../process-kind.ts";
import { parseData } from "../parse-data.ts";
import { findProcess } from "../store.ts";
import { tokenNotice } from "../token-notice.ts";

const joining = z.object({ dataset: z.string().min(1), model: z.string().min(1) });
const naming = z.object({ dataset: z.string().min(1), model: z.string().optional() });

/** Funded benchmarks (ao.md, 4.1): a Credit-Notice opens a pool, `Join-Pool` enters a model, `Allocate-Rewards` pays out. */
export function poolKind(pools: PoolsContext): ProcessKind {
  return {
    kind: "pool",
    actions: {
      "Credit-Notice": { handle: (turn) => createFromNotice(pools, turn) },
      "Debit-Notice": { handle: async () => {} },
      "Transfer-Error": { handle: async () => {} },
      "Join-Pool": { handle: (turn) => join(pools, turn) },
      "Get-Pools": { isReadOnly: true, handle: (turn) => getPools(pools, turn) },
      "Update-Leaderboard": { handle: (turn) => update(pools, turn) },
      Leaderboard: { isReadOnly: true, handle: (turn) => leaderboard(pools, turn) },
      "Allocate-Rewards": { handle: (turn) => allocate(pools, turn) },
    },
  };
}

/** What cannot be used goes back with the reason: an error would keep the money. */
async function createFromNotice(pools: PoolsContext, turn: Turn): Promise<void> {
  const notice = await tokenNotice(turn);
  const [dataset, allocation] = [turn.tag("X-Dataset"), turn.tag("X-Allocation")];
  if (dataset === undefined) return notice.refund("Set X-Dataset to the process of the dataset that the pool is for.");
  if (allocation !== "ArithmeticDecrease") return notice.refund(`X-Allocation must be ArithmeticDecrease, not ${allocation ?? "nothing"}.`);
  try {
    const { pool } = await createPool(
      pools,
      {
        funder: notice.sender,
        token: notice.token,
        funds: parseAmount(notice.quantity, "Quantity"),
        task: await taskOf(turn, dataset),
        documents: documentsOf(turn),
        allocation: { rule: { name: "ArithmeticDecrease" }, ties: turn.tag("X-Ties") === "share" ? "share" : "order" },
      },
      { id: turn.message.id, from: turn.process.id },
    );
    turn.send(notice.sender, { Action: "Create-Pool-Response", Status: "200", "Pool-Id": pool.id, Dataset: dataset });
  } catch (error) {
    // Found before anything was written: what fails later takes the whole message back, and is tried again.
    const isUnusable = error instanceof AssayError && (error.code === "not_found" || error.code === "invalid_input");
    if (!isUnusable) throw error;
    notice.refund(messageOf(error));
  }
}

/** The task that a dataset process stands for. */
async function taskOf({ db }: Turn, datasetProcess: string): Promise<string> {
  const process = await findProcess(db, datasetProcess);
  const task = process?.kind === "dataset" ? process.settings["task"] : undefined;
  if (typeof task === "string") return task;
  throw new AssayError("not_found", `There is no dataset process ${datasetProcess} here.`, { field: "dataset" });
}

function documentsOf({ process }: Turn): number | null {
  const { documents } = process.settings;
  return typeof documents === "number" ? documents : null;
}

async function join(pools: PoolsContext, turn: Turn): Promise<void> {
  const { dataset, model } = parseData(turn, joining);
  const pool = await findOpen(pools, turn, dataset);
  const { entry } = await joinPool(pools, { poolId: pool.id, participant: turn.message.from, model });
  turn.reply({ "Pool-Id": pool.id, Entry: entry.id }, JSON.stringify({ pool: pool.id, entry: entry.id, model }));
}

/** A pool by its id, or the newest one of a dataset process. */
async function findOpen(pools: PoolsContext, turn: Turn, id: string): Promise<PoolSummary> {
  const named = await findPoolSummary(pools, id);
  if (named) return named;
  const process = await findProcess(turn.db, id);
  const task = process?.kind === "dataset" ? process.settings["task"] : undefined;
  if (typeof task === "string") {
    const [open] = await listPools(pools, { task, states: ["open"], limit: 1 });
    const newest = open ?? (await listPools(pools, { task, limit: 1 }))[0];
    if (newest) return newest;
  }
  throw new Refusal(404, `There is no pool ${id}, nor one of a dataset with that id.`);
}

async function getPools(pools: PoolsContext, turn: Turn): Promise<void> {
  const list = (await listPools(pools)).map((pool) => ({
    dataset: pool.task,
    pool: pool.id,
    allocation: (pool.allocation["rule"] as { name?: string } | undefined)?.name,
    funder: pool.funder,
    funds: pool.funds,
    models: pool.entries,
    startTime: Date.parse(pool.startsAt),
    endTime: Date.parse(pool.endsAt),
    status: pool.state,
  }));
  tell(turn, list);
}

async function update(pools: PoolsContext, turn: Turn): Promise<void> {
  const { dataset } = parseData(turn, naming);
  const { rows } = await updateLeaderboard(pools, (await findOpen(pools, turn, dataset)).id);
  turn.reply({}, JSON.stringify({ updated: rows.length }));
}

async function leaderboard(pools: PoolsContext, turn: Turn): Promise<void> {
  if (turn.message.data === "") throw new Malformed("Send the id of a pool, or of its dataset, as data.");
  const pool = await findOpen(pools, turn, turn.message.data.trim());
  const { rows } = (await viewPool(pools, pool.id)).leaderboard;
  tell(
    turn,
    rows.map(({ model, participant, score, progress, place, rankBest, rankWorst, bracket }) => ({
      model,
      participant,
      score: score ?? 0,
      progress,
      rank: place,
      rankBest,
      rankWorst,
      bracket,
    })),
  );
}

async function allocate(pools: PoolsContext, turn: Turn): Promise<void> {
  const { dataset } = parseData(turn, naming);
  const pool = await findOpen(pools, turn, dataset);
  const { settlement, isNew } = await settlePool(pools, pool.id);
  const payouts = settlement.payouts.map(({ participant, amount, place }) => ({
    Recipient: participant,
    Quantity: amount,
    "X-Rank": place,
  }));
  turn.reply({ "Pool-Id": pool.id }, JSON.stringify({ pool: pool.id, isNew, payouts, refund: settlement.refund }));
}

/** In the reply, and in the output for clients that print the result. */
function tell(turn: Turn, value: unknown): void {
  turn.reply({}, JSON.stringify(value));
  turn.print(JSON.stringify(value));
}
