import { ISSUANCE, transferFunds } from "../../src/ledger/index.ts";
import { createPool, evaluatePools, joinPool, settlePool, updateLeaderboard, viewPool, type Settlement } from "../../src/pools/index.ts";
import { addWorker, workerSpecSchema } from "../../src/workers/index.ts";
import type { TestServer } from "./server.ts";

const DAY_MS = 86_400_000;

/** Workers of known skill, two of which nothing can tell apart, and a funder with ten million TEST. */
export async function addFunderAndWorkers({ app: { db, workers } }: TestServer): Promise<void> {
  for (const [name, skill] of Object.entries({ strong: 1, strongish: 1, weak: 0.3, hopeless: 0 })) {
    await addWorker(db, workerSpecSchema.parse({ kind: "simulated", name, skill, latencyMs: 0 }));
  }
  await workers.reload();
  await transferFunds(db, { id: "mint", token: "TEST", debit: ISSUANCE, credit: "funder", amount: 10_000_000n }, new Date());
}

/** A pool of the funder that ann, bob and cyd have joined, and whose entries have answered everything. @returns its id */
export async function evaluatedPool({ app: { pools } }: TestServer, paymentId: string): Promise<string> {
  const terms = { funder: "funder", token: "TEST", funds: 1_000_000n, task: "fresh_arithmetic", documents: 60, periodMs: 30 * DAY_MS };
  const { pool } = await createPool(pools, { ...terms, allocation: { rule: { name: "Table", shares: ["70", "30"] } } }, { id: paymentId });
  for (const [participant, model] of [
    ["ann", "strong"],
    ["bob", "strongish"],
    ["ann", "weak"],
    ["cyd", "hopeless"],
  ] as const) {
    await joinPool(pools, { poolId: pool.id, participant, model });
  }
  for (;;) {
    await evaluatePools(pools, pool.id);
    const { rows } = (await viewPool(pools, pool.id)).leaderboard;
    if (rows.length === 4 && rows.every(({ progress }) => progress === 1)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await updateLeaderboard(pools, pool.id);
  return pool.id;
}

/** The same, paid out, as if its end were past. */
export async function settledPool(server: TestServer): Promise<{ id: string; settlement: Settlement }> {
  const id = await evaluatedPool(server, "settled");
  const later = { ...server.app.pools, now: () => new Date(Date.now() + 31 * DAY_MS) };
  const { settlement } = await settlePool(later, id);
  return { id, settlement };
}
