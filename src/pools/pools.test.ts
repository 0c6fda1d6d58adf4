import { expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../test/support/server.ts";
import { ISSUANCE, readBalance, streamJournal, transferFunds, verifyLedger } from "../ledger/index.ts";
import { addWorker, workerSpecSchema } from "../workers/index.ts";
import {
  cancelPool,
  checkPayouts,
  createPool,
  evaluatePools,
  joinPool,
  settlePool,
  updateLeaderboard,
  viewPool,
  type PoolsContext,
} from "./index.ts";
import { settleDuePools } from "./settle-pool.ts";

const token = "TEST";
const NOON = new Date("2026-11-24T12:00:00.000Z");
const HOUR_MS = 3_600_000;

interface World {
  pools: PoolsContext;
  server: TestServer;
  clock: { now: Date };
  balance(owner: string): Promise<bigint>;
}

async function openWorld(skills: Record<string, number>, stack: AsyncDisposableStack): Promise<World> {
  const server = stack.use(await startTestServer());
  const { db, workers } = server.app;
  for (const [name, skill] of Object.entries(skills)) {
    await addWorker(db, workerSpecSchema.parse({ kind: "simulated", name, skill, latencyMs: 0 }));
  }
  await workers.reload();
  await transferFunds(db, { id: "mint", token, debit: ISSUANCE, credit: "funder", amount: 10_000n }, NOON);
  const clock = { now: NOON };
  const pools: PoolsContext = { ...server.app.pools, now: () => clock.now };
  return { pools, server, clock, balance: async (owner) => (await readBalance(db, token, owner)).balance };
}

async function evaluated({ pools, server }: World, poolId: string): Promise<void> {
  await evaluatePools(pools, poolId);
  for (;;) {
    const { leaderboard } = await viewPool(pools, poolId);
    const runs = await server.app.db.query<{ state: string }>("select r.state from pool_entry e join run r on r.id = e.run_id");
    if (leaderboard.rows.length > 0 && runs.every(({ state }) => state === "done")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const pool = { funder: "funder", token, funds: 1000n, task: "fresh_arithmetic", documents: 40, periodMs: HOUR_MS };

test("a pool from its funding to the last unit of its payout, which the journal alone proves", async () => {
  await using stack = new AsyncDisposableStack();
  const world = await openWorld({ strong: 0.95, weak: 0.3, hopeless: 0, late: 0.5 }, stack);
  const { pools, clock, balance } = world;
  const { db } = pools;
  const { pool: made, isNew } = await createPool(pools, pool, { id: "p" });
  expect(isNew).toBe(true);
  expect((await createPool(pools, pool, { id: "p" })).pool.id).toBe(made.id);
  expect([await balance("funder"), await balance(`pool:${made.id}`)]).toEqual([9000n, 1000n]);

  for (const [participant, model] of [
    ["ann", "strong"],
    ["bob", "weak"],
    ["cyd", "hopeless"],
  ] as const) {
    expect((await joinPool(pools, { poolId: made.id, participant, model })).isNew).toBe(true);
  }
  expect((await joinPool(pools, { poolId: made.id, participant: "ann", model: "strong" })).isNew).toBe(false);
  await expect(joinPool(pools, { poolId: made.id, participant: "eve", model: "strong" })).rejects.toMatchObject({
    code: "conflict",
    field: "model",
  });
  await expect(joinPool(pools, { poolId: made.id, participant: "eve", model: "nobody" })).rejects.toMatchObject({ code: "not_found" });
  await expect(settlePool(pools, made.id)).rejects.toThrow("Not time to allocate rewards");

  await evaluated(world, made.id);
  const { rows } = await updateLeaderboard(pools, made.id);
  expect(rows.map(({ participant, place, answered, total }) => ({ participant, place, answered, total }))).toEqual([
    { participant: "ann", place: 1, answered: 40, total: 40 },
    { participant: "bob", place: 2, answered: 40, total: 40 },
    { participant: "cyd", place: null, answered: 40, total: 40 },
  ]);
  expect((await viewPool(pools, made.id)).projected.map(({ most }) => most)).toEqual(["667", "333"]);

  clock.now = new Date(NOON.getTime() + HOUR_MS);
  await expect(joinPool(pools, { poolId: made.id, participant: "eve", model: "late" })).rejects.toThrow("takes no more entries");
  const [first, second] = await Promise.all([settlePool(pools, made.id), settlePool(pools, made.id)]);
  expect([first.isNew, second.isNew].toSorted()).toEqual([false, true]);
  expect(second.settlement).toEqual(first.settlement);
  expect([await balance("ann"), await balance("bob"), await balance("cyd"), await balance(`pool:${made.id}`)]).toEqual([
    667n,
    333n,
    0n,
    0n,
  ]);
  expect(await viewPool(pools, made.id)).toMatchObject({ funds: "0", settlement: { funds: "1000" } });
  expect((await verifyLedger(db)).faults).toEqual([]);

  const journal = await Array.fromAsync(streamJournal(db, token));
  expect(checkPayouts(journal)).toEqual({ faults: [], settlements: 1, payouts: 2 });
  const forged = journal.map((entry) => (entry.credit === "bob" ? { ...entry, amount: 334n } : entry));
  expect(checkPayouts(forged).faults).toHaveLength(1);
  const swapped = journal.map((entry) => ({ ...entry, links: entry.links.replace('"correct":', '"correct":9') }));
  expect(checkPayouts(swapped).faults.length).toBeGreaterThan(0);
});

test("the same funder adds to his open pool, another has one of his own; without entries the funds go back", async () => {
  await using stack = new AsyncDisposableStack();
  const { pools, clock, balance } = await openWorld({}, stack);
  const first = await createPool(pools, pool, { id: "a" });
  const added = await createPool(pools, { ...pool, funds: 500n }, { id: "b" });
  expect(added).toMatchObject({ isNew: false, pool: { id: first.pool.id } });
  expect((await viewPool(pools, first.pool.id)).funds).toBe("1500");
  const winner = await createPool(pools, { ...pool, allocation: { rule: { name: "WinnerTakesAll" }, ties: "order" } }, { id: "c" });
  expect(winner.isNew).toBe(true);
  await cancelPool(pools, winner.pool.id);
  await cancelPool(pools, winner.pool.id);
  expect(await balance("funder")).toBe(8500n);
  await expect(settlePool(pools, winner.pool.id)).rejects.toMatchObject({ code: "conflict" });
  clock.now = new Date(NOON.getTime() + HOUR_MS);
  expect((await settlePool(pools, first.pool.id)).settlement).toMatchObject({ payouts: [], refund: "1500" });
  expect(await balance("funder")).toBe(10_000n);
});

test("pools that are due are paid out by the clock, once, and one that cannot be keeps no other waiting", async () => {
  await using stack = new AsyncDisposableStack();
  const { pools, clock, balance } = await openWorld({}, stack);
  const winner = { rule: { name: "WinnerTakesAll" }, ties: "order" } as const;
  const broken = await createPool(pools, { ...pool, allocation: winner }, { id: "broken" });
  await createPool(pools, pool, { id: "sound" });
  expect(await settleDuePools(pools)).toBe(0);
  // What could only be a fault of ours: a funder whose account no transfer can name.
  await pools.db.query("update pool set funder = 'no address', created_at = created_at + interval '1 s' where id = $1", [broken.pool.id]);
  clock.now = new Date(NOON.getTime() + HOUR_MS);
  expect(await settleDuePools(pools)).toBe(1);
  expect(await settleDuePools(pools)).toBe(0);
  expect(await balance("funder")).toBe(9000n);
  await pools.db.query("update pool set funder = 'funder' where id = $1", [broken.pool.id]);
  expect(await settleDuePools(pools)).toBe(1);
  expect(await balance("funder")).toBe(10_000n);
});

test.each(["@issuance", "pool:0", "a b"])("nobody joins or funds as %s, to whom nothing could be paid", async (address) => {
  await using stack = new AsyncDisposableStack();
  const { pools } = await openWorld({ any: 1 }, stack);
  const made = await createPool(pools, pool, { id: "p" });
  const joining = joinPool(pools, { poolId: made.pool.id, participant: address, model: "any" });
  await expect(joining).rejects.toMatchObject({ code: "invalid_input", field: "participant" });
  await expect(createPool(pools, { ...pool, funder: address }, { id: "q" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "funder",
  });
});

test.each([
  [{ funds: 0n }, "invalid_input"],
  [{ funds: 20_000n }, "insufficient_funds"],
  [{ task: "no_such_task" }, "not_found"],
  [{ task: "fresh" }, "invalid_input"],
  [{ periodMs: 1 }, "invalid_input"],
  [{ funder: ISSUANCE }, "invalid_input"],
  [{ funder: "pool:0123456789abcdef" }, "invalid_input"],
  [{ allocation: { rule: { name: "Amounts", amounts: [900n, 200n] }, ties: "order" } }, "invalid_input"],
])("a pool of %o is refused, and nothing is moved", async (change, code) => {
  await using stack = new AsyncDisposableStack();
  const { pools, balance } = await openWorld({}, stack);
  await expect(createPool(pools, { ...pool, ...change } as never, { id: "p" })).rejects.toMatchObject({ code });
  expect(await balance("funder")).toBe(10_000n);
});
